"""What must be written for Omnium to hold an order's receipts, each with its document. No I/O."""

from collections.abc import Sequence
from typing import Final

from flow_omnium.flow.models import Receipt
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.sync import Plan, telling
from flow_omnium.outcomes import Failed
from flow_omnium.tenants.parameters import Parameters
from order_sync.receipts.context import InvoiceContext
from order_sync.receipts.differences import differences
from order_sync.receipts.facts import ReceiptFacts
from order_sync.receipts.receipt_to_invoice import to_invoice
from order_sync.receipts.writes import AttachDocument, ReceiptChange, SendInvoice

_PDF: Final = b"%PDF"
SWITCHED_OFF: Final = "receipts stay in Flow: OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM is off"


def reason_to_keep(parameters: Parameters) -> str | None:
    """Tell why the tenant's receipts are not sent; None if they are."""
    return None if parameters.omnium_send_order_receipt_to_omnium else SWITCHED_OFF


def plan_receipts(known: Sequence[ReceiptFacts], context: InvoiceContext) -> Plan:
    """Plan each receipt that Omnium lacks, in their order; one that cannot be sent holds up no other."""
    writes: list[ReceiptChange] = []
    failures: list[Failed] = []
    flags = tuple(flag for facts in known for flag in differences(facts, context))
    for facts in known:
        try:
            writes += _steps(facts, context)
        except Failed as failure:
            failures.append(failure)
    receipts = {f"receipt {facts.receipt.order_receipt_uid} in Flow": facts.receipt for facts in known}
    return telling(Plan(writes, flags=flags, failure=next(iter(failures), None)), receipts)


def _steps(facts: ReceiptFacts, context: InvoiceContext) -> Sequence[ReceiptChange]:
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
    if not document.startswith(_PDF):
        message = f"Flow's document of receipt {receipt.order_receipt_uid} is no PDF"
        raise Failed(message)
    return document


def file_name(receipt: Receipt) -> str:
    """Name the PDF after the voucher, as the shop prints it."""
    return f"{sanitize_uid(receipt.voucher_number or receipt.order_receipt_uid)}.pdf"
