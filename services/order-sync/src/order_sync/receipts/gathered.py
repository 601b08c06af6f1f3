"""What both systems know of an order's receipts, and what an invoice needs beside its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from flow_omnium.flow.models import Customer, Order, Receipt
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.states import OrderType
from flow_omnium.omnium.models import Invoice
from flow_omnium.outcomes import Failed
from flow_omnium.tenants.tenant import Tenant
from order_sync.identity import omnium_order_id
from order_sync.to_omnium.payments import PaymentNames


@dataclass(frozen=True)
class ReceiptFacts:
    """A receipt: its invoice in Omnium if it has one; its PDF where Omnium lacks that, or why there is none."""

    receipt: Receipt
    invoice: Invoice | None
    document: bytes | Failed | None


@dataclass(frozen=True)
class InvoicedOrder:
    """The order that an invoice belongs to: its id in Omnium; None if it has none there, then `missing` says why.

    `line_ids` are what the lines of an original are called, by their uids in Flow.
    """

    order_id: str | None
    missing: str | None = None
    line_ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class InvoiceContext:
    """The order with its customers by uid, and what is settled; `cash_rounding` is the step of cash × 100.

    `nameless` says by uid why an invoice may not name a customer in Omnium.

    `now` (UTC) is the date of a receipt that tells none.
    """

    order: Order
    customers: Mapping[str, Customer]
    names: PaymentNames
    market_ids: Mapping[str, str | None]
    currency: str | None
    cash_rounding: int
    keep_parents: bool
    now: datetime | None = None
    credited: InvoicedOrder | None = None
    nameless: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def invoiced_order(self) -> InvoicedOrder:
        """What the order's invoices belong to: a return's to what it gives back, others to the order itself."""
        return self.credited or InvoicedOrder(omnium_order_id(self.order))

    def money(self, amount: Decimal) -> str:
        """Write an amount as people read it, with the currency of the shop."""
        return " ".join(filter(None, (f"{amount:.2f}", self.currency)))


def context_of(  # noqa: PLR0913 - each is read from somewhere else
    tenant: Tenant,
    *,
    order: Order,
    customers: Mapping[str, Customer],
    names: PaymentNames,
    known: FlowTenant,
    now: datetime | None = None,
    credited: InvoicedOrder | None = None,
    nameless: Mapping[str, str] | None = None,
) -> InvoiceContext:
    """Take what is settled from our settings, and from the tenant as Flow knows it."""
    return InvoiceContext(
        order=order,
        customers=customers,
        nameless=nameless or {},
        names=names,
        market_ids={uid: store.market_id for uid, store in tenant.stores.items()},
        currency=known.currency.code,
        cash_rounding=known.currency.cash_rounding,
        keep_parents=tenant.parameters.omnium_include_main_package_in_order_items,
        now=now,
        credited=credited,
    )


def order_of_return(order: Order, original: Order | None, *, is_expected: bool) -> InvoicedOrder | None:
    """Tell what the invoices of a return hang on; None for other orders.

    `is_expected` says that Omnium has the original, or may get it: else they hang on nothing.
    """
    if order.type != OrderType.RETURN:
        return None
    if not order.original_order_uid:
        return InvoicedOrder(None, "the return names no original order")
    order_id = omnium_order_id(original) if original else order.original_order_uid
    if not is_expected:
        return InvoicedOrder(None, f"Omnium never had order {order_id}")
    items = original.items if original else ()
    named = {item.order_item_uid: item.line_id for item in items if item.order_item_uid}
    return InvoicedOrder(order_id, line_ids=named)


def lacks_document(receipt: Receipt, invoice: Invoice | None) -> bool:
    """Tell whether Omnium has the receipt not at all, or without its document."""
    assets = () if invoice is None else invoice.assets
    return all(asset.asset_id != receipt.order_receipt_uid for asset in assets)
