"""The writes that a plan for a Flow order may hold, each with everything it needs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from flow_omnium.jobs.sync import FieldChange, Summary
from flow_omnium.omnium.models import (
    LinePatch,
    LinesUpdate,
    NewLine,
    NewOrder,
    NewPayment,
    NewReturn,
    OrderPatch,
    ReturnLine,
    ReturnPatch,
)
from order_sync.describe import describe_goods, describe_order, describe_payment


@dataclass(frozen=True)
class CreateOrder:
    """Make a shop order."""

    order: NewOrder

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"create order {self.order.id}", describe_order(self.order))


@dataclass(frozen=True)
class AddLine:
    """Add a line that was rung up in the shop; nothing of it is delivered yet."""

    order_id: str
    shipment_id: str | None
    line: NewLine

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary(f"add line {self.line.line_item_id}: {describe_goods(self.line)}")


@dataclass(frozen=True)
class AddPayments:
    """Add payments, each under its own id."""

    order_id: str
    payments: tuple[NewPayment, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("add payments", tuple(describe_payment(payment) for payment in self.payments))


@dataclass(frozen=True)
class UpdateLines:
    """Set lines of one shipment to new totals; `fields` are the totals that rise, old and new."""

    order_id: str
    update: LinesUpdate
    fields: tuple[FieldChange, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("update lines", self.fields)


@dataclass(frozen=True)
class SetPrices:
    """Set lines to the price that they have in the shop; `fields` are old and new."""

    order_id: str
    patches: tuple[LinePatch, ...]
    fields: tuple[FieldChange, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("set prices", self.fields)


@dataclass(frozen=True)
class SetRoundoff:
    """Book the rounding of cash on the whole order. It is refused unless the order still has the `version_id` that was read."""

    order_id: str
    roundoff: Decimal
    version_id: str | None
    fields: tuple[FieldChange, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("book the rounding of cash", self.fields)


@dataclass(frozen=True)
class SetProperties:
    """Set properties, by key; all others stay. `fields` are old and new."""

    order_id: str
    patch: OrderPatch
    fields: tuple[FieldChange, ...]

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("set properties", self.fields)


@dataclass(frozen=True)
class SetStatus:
    """Set the status, which runs Omnium's workflow; `old` is None where an earlier write of the plan changes the status."""

    order_id: str
    status: str
    old: str | None

    def describe(self) -> Summary:
        """See `Write.describe`."""
        return Summary("set the status", (FieldChange("status", self.old, self.status),))


@dataclass(frozen=True)
class CreateReturn:
    """Make a return in Omnium of goods that the shop has taken back."""

    order_id: str
    new: NewReturn

    def describe(self) -> Summary:
        """See `Write.describe`."""
        lines = tuple(_return_line(line) for line in self.new.returns)
        sums = {
            "creditShipmentAmount": self.new.credit_shipment_amount,
            "creditAmount": self.new.credit_amount or 0,
        }
        amounts = (FieldChange(name, None, f"{sum_:.2f}") for name, sum_ in sums.items() if sum_ is not None)
        return Summary(f"create return {self.new.rma_number} of order {self.order_id}", (*lines, *amounts))


@dataclass(frozen=True)
class ChangeReturn:
    """Set the amount given back for a return that Omnium has; `old` is the amount there."""

    order_id: str
    return_id: str
    patch: ReturnPatch
    old: Decimal

    def describe(self) -> Summary:
        """See `Write.describe`."""
        change = FieldChange("creditAmount", f"{self.old:.2f}", f"{self.patch.credit_amount:.2f}")
        return Summary(f"change return {self.return_id} of order {self.order_id}", (change,))


@dataclass(frozen=True)
class SetReadOnly:
    """Open or close a finished order for writes in Omnium (omnium.md 10.1)."""

    order_id: str
    is_read_only: bool

    def describe(self) -> Summary:
        """See `Write.describe`."""
        old, new = (f"{value}".lower() for value in (not self.is_read_only, self.is_read_only))
        return Summary("set the order", (FieldChange("isReadOnly", old, new),))


Change: TypeAlias = (
    CreateOrder
    | AddLine
    | AddPayments
    | UpdateLines
    | SetPrices
    | SetRoundoff
    | SetProperties
    | SetStatus
    | CreateReturn
    | ChangeReturn
    | SetReadOnly
)


def _return_line(line: ReturnLine) -> FieldChange:
    amount = line.credit_amount or 0
    return FieldChange(f"line {line.line_item_id}", None, f"{line.return_quantity:f} × {amount:.2f}")
