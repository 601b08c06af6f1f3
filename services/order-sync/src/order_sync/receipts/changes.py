"""The writes that a plan for receipts may hold, each with everything it needs."""

from dataclasses import dataclass, field
from typing import TypeAlias

from flow_omnium.jobs.sync import FieldChange, Summary
from flow_omnium.omnium.models import NewInvoice, NewLine, NewPayment


@dataclass(frozen=True)
class SendInvoice:
    """Make the invoice, under the receipt's uid. In a plan its `AttachDocument` always follows."""

    invoice: NewInvoice

    def describe(self) -> Summary:
        """Say what the invoice is for and what it comes to."""
        invoice = self.invoice
        fields = {
            "orderId": invoice.order_id,
            "amount": f"{invoice.amount:.2f}",
            "amountExcludingTax": f"{invoice.amount_excluding_tax:.2f}",
            "lineItems": "; ".join(map(_goods, invoice.line_items)),
            "payments": "; ".join(map(_money, invoice.payments)),
        }
        kind = "credit note" if invoice.is_credit_note else "invoice"
        what = f"send receipt {invoice.invoice_number or invoice.id} as {kind} {invoice.id}"
        return Summary(what, tuple(FieldChange(name, None, value) for name, value in fields.items() if value))


@dataclass(frozen=True)
class AttachDocument:
    """Put the receipt's PDF on its invoice; both have the receipt's uid as their id."""

    receipt_uid: str
    file_name: str
    content: bytes = field(repr=False)

    def describe(self) -> Summary:
        """Say which file is attached, and its size."""
        size = FieldChange("length", None, f"{len(self.content)} bytes")
        return Summary(f"attach {self.file_name} to invoice {self.receipt_uid}", (size,))


ReceiptChange: TypeAlias = SendInvoice | AttachDocument


def _goods(line: NewLine) -> str:
    return f"{line.quantity.normalize():f} × {line.code} at {line.placed_price:.2f}"


def _money(payment: NewPayment) -> str:
    return f"{payment.transaction_type} {payment.payment_method_name} {payment.amount:.2f}"
