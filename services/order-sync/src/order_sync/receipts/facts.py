"""What both systems know of an order's receipts. No I/O."""

from dataclasses import dataclass

from flow_omnium.flow.models import Receipt
from flow_omnium.omnium.models import Invoice
from flow_omnium.outcomes import Failed


@dataclass(frozen=True)
class ReceiptFacts:
    """A receipt: its invoice in Omnium if it has one; its PDF where Omnium lacks that, or why there is none."""

    receipt: Receipt
    invoice: Invoice | None
    document: bytes | Failed | None


def lacks_document(receipt: Receipt, invoice: Invoice | None) -> bool:
    """Tell whether Omnium has the receipt not at all, or without its document."""
    assets = () if invoice is None else invoice.assets
    return all(asset.asset_id != receipt.order_receipt_uid for asset in assets)
