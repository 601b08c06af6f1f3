"""What a receipt of Flow is as an invoice of Omnium (flow.md 1.3). No I/O."""

from decimal import Decimal
from typing import Final

from flow_omnium.flow.models import Receipt
from flow_omnium.flow.states import OrderType
from flow_omnium.omnium.models import NewInvoice, NewLine
from order_sync.receipts.amounts import amount_fields
from order_sync.receipts.context import InvoiceContext
from order_sync.receipts.person import person_fields
from order_sync.to_omnium.identity import omnium_order_id
from order_sync.to_omnium.lines import omnium_lines
from order_sync.to_omnium.payments import omnium_payments, settled_amount

REMITTANCE: Final = "REMITTANCE"
"""The one line of a receipt that only pays: its SKU and its id."""


def to_invoice(receipt: Receipt, context: InvoiceContext) -> NewInvoice:
    """Map a receipt. Raises InvalidData for a line or a payment that cannot be named."""
    store_id = receipt.store_uid or context.order.store_uid
    payments = omnium_payments(receipt.settlements, context.names, store_id)
    return NewInvoice(
        id=receipt.order_receipt_uid,
        invoice_number=receipt.voucher_number,
        is_credit_note=receipt.type == OrderType.RETURN,
        order_id=omnium_order_id(context.order),
        store_id=store_id,
        market_id=context.market_ids.get(store_id) if store_id else None,
        invoice_date=receipt.created_at,
        # Omnium has no invoice without a date of delivery: unset, it would show as the year 1.
        delivery_date=receipt.created_at,
        currency=context.currency,
        payment_method_name=payments[0].payment_method_name if payments else None,
        payments=payments,
        line_items=_lines(receipt, context),
        **amount_fields(receipt, context.cash_rounding),
        **person_fields(receipt, context.order, context.customers),
    )


def _lines(receipt: Receipt, context: InvoiceContext) -> tuple[NewLine, ...]:
    if receipt.type == OrderType.PAYMENT:
        return (_remittance(receipt),)
    return omnium_lines(receipt.items, keep_parents=context.keep_parents)


def _remittance(receipt: Receipt) -> NewLine:
    invoice = f" invoice {receipt.reference_voucher_number}" if receipt.reference_voucher_number else ""
    order = f" (order #{receipt.order_number})" if receipt.order_number else ""
    return NewLine(
        line_item_id=REMITTANCE,
        code=REMITTANCE,
        display_name=f"Payment{' for' if invoice else ''}{invoice}{order}",
        quantity=Decimal(1),
        placed_price=settled_amount(receipt.settlements),
    )
