"""What both systems know of an order's receipts. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass

from flow_omnium.flow.models import Customer, Order, Receipt
from flow_omnium.omnium.models import Invoice
from flow_omnium.outcomes import Failed
from order_sync.to_omnium.payments import PaymentNames


@dataclass(frozen=True)
class ReceiptFacts:
    """A receipt that is not wholly in Omnium: its invoice there if it has one, its PDF, or why there is none."""

    receipt: Receipt
    invoice: Invoice | None
    document: bytes | Failed


@dataclass(frozen=True)
class InvoiceContext:
    """What an invoice needs beside its receipt; `cash_rounding` is the step of cash × 100."""

    order: Order
    customers: Mapping[str, Customer]
    names: PaymentNames
    market_ids: Mapping[str, str | None]
    currency: str | None
    cash_rounding: int
    keep_parents: bool


def lacks_document(receipt: Receipt, invoice: Invoice | None) -> bool:
    """Tell whether Omnium has the receipt not at all, or without its document."""
    assets = () if invoice is None else invoice.assets
    return all(asset.asset_id != receipt.order_receipt_uid for asset in assets)
