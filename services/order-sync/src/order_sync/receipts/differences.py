"""What of a receipt does not agree, with itself or with its invoice in Omnium: a person is told. No I/O."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from flow_omnium.flow.models import Receipt
from flow_omnium.flow.states import OrderType
from order_sync.lines.agreement import agrees
from order_sync.receipts.amounts import amount_fields
from order_sync.receipts.context import InvoiceContext
from order_sync.receipts.facts import ReceiptFacts
from order_sync.receipts.invoiced_items import invoiced_items
from order_sync.receipts.person import customer_uid
from order_sync.receipts.signs import is_turned
from order_sync.to_omnium.line_cost import line_cost
from order_sync.to_omnium.payments import settled_amount

_ZERO: Final = Decimal(0)


def differences(facts: ReceiptFacts, context: InvoiceContext) -> Iterator[str]:
    """Yield the flags of a receipt, the same ones each time: whether it is sent now or stands in Omnium already."""
    voucher = facts.receipt.voucher_number or facts.receipt.order_receipt_uid
    for difference in (*_of_receipt(facts.receipt, context), *_of_invoice(facts, context)):
        yield f"receipt {voucher}: {difference}"


def _of_receipt(receipt: Receipt, context: InvoiceContext) -> Iterator[str]:
    if context.hangs_on.missing:
        yield f"its invoice hangs on no order: {context.hangs_on.missing}"
    if trouble := context.nameless.get(customer_uid(receipt, context.order) or ""):
        yield f"{trouble}: its invoice names no customer"
    if receipt.type == OrderType.PAYMENT:
        return
    amounts = amount_fields(receipt, context.cash_rounding)
    total = context.money(amounts["amount"])
    items = invoiced_items(receipt, context)
    costs = [-cost if is_turned(receipt) else cost for cost in map(line_cost, items)]
    if not agrees(amounts["amount"], costs):
        yield f"its lines come to {context.money(sum(costs, _ZERO))}, its total is {total}"
    settled = settled_amount(receipt.settlements)
    if settled != amounts["amount"] + (amounts["amount_roundoff"] or _ZERO):
        yield f"{context.money(settled)} was paid, its total is {total}"


def _of_invoice(facts: ReceiptFacts, context: InvoiceContext) -> Iterator[str]:
    invoice = facts.invoice
    if invoice is None:
        return
    amount = amount_fields(facts.receipt, context.cash_rounding)["amount"]
    if invoice.amount is not None and invoice.amount != amount:
        there = context.money(invoice.amount)
        yield f"its total is {context.money(amount)}, that of its invoice in Omnium {there}"
    order_id = context.hangs_on.order_id
    if invoice.order_id and order_id and invoice.order_id != order_id:
        yield f"it is of order {order_id}, its invoice in Omnium of order {invoice.order_id}"
