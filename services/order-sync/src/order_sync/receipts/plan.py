"""Plans the invoices and PDFs that Omnium lacks of an order's receipts, and flags receipts that do not add up."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.models import Receipt
from flow_omnium.flow.states import OrderType
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.sync import Plan, telling
from flow_omnium.outcomes import Failed
from flow_omnium.tenants.parameters import Parameters
from order_sync.lines.amounts import agrees
from order_sync.lines.shop_lines import line_cost
from order_sync.receipts.amounts import amount_fields, invoiced_items, is_reversed
from order_sync.receipts.changes import AttachDocument, ReceiptChange, SendInvoice
from order_sync.receipts.gathered import InvoiceContext, ReceiptFacts
from order_sync.receipts.receipt_to_invoice import customer_uid, to_invoice
from order_sync.to_omnium.payments import settled_amount

_ZERO: Final = Decimal(0)
_PDF: Final = b"%PDF"
_SWITCHED_OFF: Final = "receipts stay in Flow: OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM is off"


def reason_to_keep(parameters: Parameters) -> str | None:
    """Tell why the tenant's receipts are not sent; None if they are."""
    return None if parameters.omnium_send_order_receipt_to_omnium else _SWITCHED_OFF


def plan_receipts(known: Sequence[ReceiptFacts], context: InvoiceContext) -> Plan:
    """Plan each receipt that Omnium lacks, oldest first. One that cannot be sent does not stop the others."""
    writes: list[ReceiptChange] = []
    failures: list[Failed] = []
    flags = tuple(flag for facts in known for flag in _differences(facts, context))
    for facts in known:
        try:
            writes += _steps(facts, context)
        except Failed as failure:
            failures.append(failure)
    receipts = {f"receipt {facts.receipt.order_receipt_uid} in Flow": facts.receipt for facts in known}
    return telling(Plan(writes, flags=flags, failure=next(iter(failures), None)), receipts)


def _steps(facts: ReceiptFacts, context: InvoiceContext) -> Sequence[ReceiptChange]:
    # Omnium has the invoice and its document already.
    if facts.document is None:
        return ()
    document = _checked(facts.receipt, facts.document)
    attachment = AttachDocument(facts.receipt.order_receipt_uid, file_name(facts.receipt), document)
    if facts.invoice is not None:
        return (attachment,)
    return (SendInvoice(to_invoice(facts.receipt, context)), attachment)


def _checked(receipt: Receipt, document: bytes | Failed) -> bytes:
    if isinstance(document, Failed):
        raise document
    # A page of an error, or nothing at all, would hang on the invoice for good (decision 14).
    if not document.startswith(_PDF):
        message = f"Flow's document of receipt {receipt.order_receipt_uid} is no PDF"
        raise Failed(message)
    return document


def file_name(receipt: Receipt) -> str:
    """Name the PDF after the voucher, as the shop prints it."""
    return f"{sanitize_uid(receipt.voucher_number or receipt.order_receipt_uid)}.pdf"


def _differences(facts: ReceiptFacts, context: InvoiceContext) -> Iterator[str]:
    """Yield the flags of a receipt: the same in each run, whether it is sent now or is in Omnium already."""
    voucher = facts.receipt.voucher_number or facts.receipt.order_receipt_uid
    for difference in (*_of_receipt(facts.receipt, context), *_of_invoice(facts, context)):
        yield f"receipt {voucher}: {difference}"


def _of_receipt(receipt: Receipt, context: InvoiceContext) -> Iterator[str]:
    if context.invoiced_order.missing:
        yield f"its invoice hangs on no order: {context.invoiced_order.missing}"
    if trouble := context.nameless.get(customer_uid(receipt, context.order) or ""):
        yield f"{trouble}: its invoice names no customer"
    if receipt.type == OrderType.PAYMENT:
        return
    amounts = amount_fields(receipt, context.cash_rounding)
    total = context.money(amounts["amount"])
    items = invoiced_items(receipt, context)
    costs = [-cost if is_reversed(receipt) else cost for cost in map(line_cost, items)]
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
    order_id = context.invoiced_order.order_id
    if invoice.order_id and order_id and invoice.order_id != order_id:
        yield f"it is of order {order_id}, its invoice in Omnium of order {invoice.order_id}"
