"""The writes that a plan for an inbound order may hold, each with everything it needs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, TypeAlias

from pydantic import Field

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import (
    ItemChange,
    NewCustomer,
    NewDiscount,
    NewItem,
    NewOrder,
    NewSettlement,
    OrderHeader,
    OrderRef,
)
from flow_omnium.flow.states import OrderState
from flow_omnium.jobs.sync import FieldChange, Summary
from flow_omnium.omnium.models import CustomerWrite
from order_sync.describe import describe_fields


@dataclass(frozen=True)
class CreateCustomer:
    """Make the customer that the order names.

    `as_omnium` are the same fields in Omnium's form; `is_guest` says that Omnium has no record of the customer. Both are
    marked before the write, so that later changes are known to be the shop's.
    """

    customer: NewCustomer
    as_omnium: CustomerWrite
    is_guest: bool

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"create customer {self.customer.customer_uid}", describe_fields(self.customer))


@dataclass(frozen=True)
class CreateOrder:
    """Make the order, without lines."""

    store_uid: str
    order: NewOrder

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(
            f"create order {self.order.order_uid} in store {self.store_uid}", describe_fields(self.order)
        )


@dataclass(frozen=True)
class ChangeHeader:
    """Change the order's header; `fields` are old and new."""

    order: OrderRef
    header: OrderHeader
    fields: tuple[FieldChange, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("change the header", self.fields)


@dataclass(frozen=True)
class AddLine:
    """Add a line. `tax_rate` is not sent: it is compared with the tax that the shop puts on the line."""

    order: OrderRef
    item: NewItem
    tax_rate: Annotated[Decimal | None, Field(exclude=True)] = None

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"add line {self.item.external_id}", _goods(self.item))


@dataclass(frozen=True)
class ChangeLine:
    """Change a line; `fields` are old and new."""

    order: OrderRef
    item_uid: str
    line_id: str
    change: ItemChange
    fields: tuple[FieldChange, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"change line {self.line_id}", self.fields)


@dataclass(frozen=True)
class RemoveLine:
    """Remove a line that Omnium has no more."""

    order: OrderRef
    item_uid: str
    line_id: str

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"remove line {self.line_id}")


@dataclass(frozen=True)
class AddDiscount:
    """Take something off the whole order."""

    order: OrderRef
    discount: NewDiscount

    def describe(self) -> Summary:
        """See `Write.describe`."""
        amount = FieldChange("amount", None, f"{from_flow(self.discount.amount):.2f}")
        return Summary(f"add discount {self.discount.name}", (amount,))


@dataclass(frozen=True)
class AddSettlement:
    """Settle a payment that Omnium has; below zero it is money that Omnium has given back or released."""

    order: OrderRef
    settlement: NewSettlement

    def describe(self) -> Summary:
        """See `Write.describe`."""
        settlement = self.settlement
        amount = f"{from_flow(settlement.amount):.2f} by {settlement.settlement_code}"
        what = f"settle payment {settlement.external_payment_reference}"
        return Summary(what, (FieldChange("amount", None, amount),))


@dataclass(frozen=True)
class AttachHandling:
    """Attach the tenant's handling for this type of order."""

    order: OrderRef
    handling_uid: str

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"attach handling {self.handling_uid}")


@dataclass(frozen=True)
class ChangeState:
    """Put the order into a state; `old` is the one before, None for an order that the plan makes."""

    order: OrderRef
    state: OrderState
    old: str | None = None

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("set the state", (FieldChange("state", self.old, self.state.value),))


@dataclass(frozen=True)
class LookAgain:
    """Start an outbound job for an order: Omnium can take now what it could not before."""

    order_uid: str
    store_uid: str | None = None

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"look at order {self.order_uid} from the shop's side again")


Change: TypeAlias = (
    CreateCustomer
    | CreateOrder
    | ChangeHeader
    | AddLine
    | ChangeLine
    | RemoveLine
    | AddDiscount
    | AddSettlement
    | AttachHandling
    | ChangeState
)


def _goods(item: NewItem) -> tuple[FieldChange, ...]:
    fields = (
        FieldChange("product", None, item.product_uid),
        FieldChange("quantity", None, f"{from_flow(item.quantity_ordered):g}"),
        FieldChange("price", None, f"{from_flow(item.unit_price):.2f}"),
    )
    if not item.item_discount_amount:
        return fields
    return (*fields, FieldChange("discount", None, f"{from_flow(item.item_discount_amount):.2f}"))
