"""What must be written for Omnium to hold an order's receipts, each with its document. No I/O."""

from collections.abc import Sequence
from typing import Final

from flow_omnium.flow.models import Receipt
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.sync import Plan, telling
from flow_omnium.outcomes import Failed
from flow_omnium.tenants.parameters import Parameters
from order_sync.receipts.context import InvoiceContext
from order_sync.receipts.facts import ReceiptFacts
from order_sync.receipts.receipt_to_invoice import to_invoice
from order_sync.receipts.writes import AttachDocument, ReceiptChange, SendInvoice

_PDF: Final = b"%PDF"
SWITCHED_OFF: Final = "receipts stay in Flow: OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM is off"


def reason_to_keep(parameters: Parameters) -> str | None:
    """Tell why the tenant's receipts are not sent; None if they are."""
    return None if parameters.omnium_send_order_receipt_to_omnium else SWITCHED_OFF


def plan_receipts(lacking: Sequence[ReceiptFacts], context: InvoiceContext) -> Plan:
    """Plan each receipt that Omnium lacks, in their order; one that cannot be sent holds up no other."""
    writes: list[ReceiptChange] = []
    failures: list[Failed] = []
    for facts in lacking:
        try:
            writes += _steps(facts, context)
        except Failed as failure:
            failures.append(failure)
    receipts = {f"receipt {facts.receipt.order_receipt_uid} in Flow": facts.receipt for facts in lacking}
    return telling(Plan(writes, failure=next(iter(failures), None)), receipts)


def _steps(facts: ReceiptFacts, context: InvoiceContext) -> Sequence[ReceiptChange]:
    attachment = AttachDocument(facts.receipt.order_receipt_uid, file_name(facts.receipt), _document(facts))
    if facts.invoice is not None:
        return (attachment,)
    return (SendInvoice(to_invoice(facts.receipt, context)), attachment)


def _document(facts: ReceiptFacts) -> bytes:
    if isinstance(facts.document, Failed):
        raise facts.document
    if not facts.document.startswith(_PDF):
        message = f"Flow's document of receipt {facts.receipt.order_receipt_uid} is no PDF"
        raise Failed(message)
    return facts.document


def file_name(receipt: Receipt) -> str:
    """Name the PDF after the voucher, as the shop prints it."""
    return f"{sanitize_uid(receipt.voucher_number or receipt.order_receipt_uid)}.pdf"
