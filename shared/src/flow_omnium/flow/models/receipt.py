"""Flow's receipts (design section 7, flow.md 4.3)."""

from typing import Annotated

from flow_omnium.flow.models.order import Address, OrderItem, OrderTotals, Settlement
from flow_omnium.runtime.wire import LENIENT, Items, Part, ReadModel, Text, UtcTime, WriteModel


class ReceiptReference(ReadModel):
    """A receipt as a search lists it."""

    order_receipt_uid: str
    order_uid: Text = None


class Receipt(ReadModel):
    """A receipt; `type` is its order's, `reference_voucher_number` what a payment pays."""

    order_receipt_uid: str
    order_uid: Text = None
    order_number: Text = None
    store_uid: Text = None
    voucher_number: Text = None
    reference_voucher_number: Text = None
    type: Text = None
    created_at: UtcTime = None
    customer_uid: Text = None
    customer_address: Annotated[Address | None, LENIENT] = None
    order_totals: Part[OrderTotals] = OrderTotals()
    settlements: Items[Settlement] = ()
    items: Items[OrderItem] = ()


class ReceiptSearch(WriteModel):
    """What to search receipts by."""

    order_number: str
