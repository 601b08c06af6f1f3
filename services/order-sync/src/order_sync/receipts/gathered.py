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
    """A receipt, its invoice in Omnium if there is one, and its PDF.

    `document` is None where Omnium has the PDF, and a failure where Flow gave none.
    """

    receipt: Receipt
    invoice: Invoice | None
    document: bytes | Failed | None


@dataclass(frozen=True)
class InvoicedOrder:
    """The order that an invoice belongs to, by its id in Omnium; None if Omnium has none, `missing` says why.

    `line_ids` are Omnium's ids of the original's lines, by their uids in Flow; of a return only.
    """

    order_id: str | None
    missing: str | None = None
    line_ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class InvoiceContext:
    """What invoices need besides their receipts.

    - `customers`: by their uids in Flow
    - `nameless`: by uid, why an invoice may not name that customer in Omnium
    - `market_ids`: by store uid
    - `cash_rounding`: what cash is rounded to, × 100
    - `now` (UTC): the date of a receipt that has none
    - `credited`: of a return, the order that it gives back
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
        """The order of the invoices: for a return the original order, else the order itself."""
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
    """Put together what was read, our settings, and the tenant's record in Flow (`known`)."""
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
    """Return the order that a return's invoices belong to; None if the order is no return.

    `is_expected` says that Omnium has the original, or may get it.
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
    """Tell whether Omnium lacks the invoice, or has it without its PDF."""
    assets = () if invoice is None else invoice.assets
    return all(asset.asset_id != receipt.order_receipt_uid for asset in assets)
