"""What is settled for receipts beyond the samples."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.flow.models import Order, OrderTotals, Receipt, Settlement
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import Invoice
from flow_omnium.outcomes import ApiCall, Failed, NotFound
from flow_omnium.testing.tenants import a_tenant
from order_sync.receipts.amounts import AmountFields, amount_fields
from order_sync.receipts.changes import AttachDocument, SendInvoice
from order_sync.receipts.gathered import InvoiceContext, ReceiptFacts, lacks_document
from order_sync.receipts.plan import file_name, plan_receipts, reason_to_keep
from order_sync.to_omnium.payments import PaymentNames

PDF = b"%PDF-1.4"
CONTEXT = InvoiceContext(
    order=Order(order_uid="o-1"),
    customers={},
    names=PaymentNames({}, ()),
    market_ids={},
    currency="NOK",
    cash_rounding=100,
    keep_parents=False,
)


def a_receipt(*paid: int, total: int = 0, receipt_type: str = "ORDER", voucher: str | None = None) -> Receipt:
    settlements = tuple(
        Settlement(settlement_uid=f"s-{number}", settlement_code="CASH", amount=amount, state="SETTLED")
        for number, amount in enumerate(paid)
    )
    return Receipt(
        order_receipt_uid="r-1",
        voucher_number=voucher,
        type=receipt_type,
        order_totals=OrderTotals(grand_total=total),
        settlements=settlements,
    )


def plan_of(document: bytes | Failed, invoice: Invoice | None = None) -> Plan:
    return plan_receipts([ReceiptFacts(a_receipt(voucher="V-1"), invoice, document)], CONTEXT)


@pytest.mark.parametrize(
    ("paid", "total", "step", "roundoff"),
    [
        (19900, 19940, 100, "-0.4"),
        (20000, 19950, 100, "0.5"),
        (-20000, -19950, 100, "-0.5"),
        (19940, 19940, 100, None),
        (19900, 19951, 100, None),
        (19900, 19940, 1, None),
        (19900, 19940, 0, None),
        (0, 19940, 100, None),
    ],
)
def test_only_what_cash_cannot_pay_is_rounded_off(
    paid: int, total: int, step: int, roundoff: str | None
) -> None:
    amounts = amount_fields(a_receipt(paid, total=total), step)
    assert amounts["amount_roundoff"] == (roundoff and Decimal(roundoff))


@given(st.integers(-(10**9), 10**9), st.sampled_from([1, 5, 10, 50, 100]))
def test_what_is_paid_rounded_is_told_to_the_cent(total: int, step: int) -> None:
    paid = round(total / step) * step
    amounts = amount_fields(a_receipt(paid, total=total), step)
    assert amounts["amount"] + (amounts["amount_roundoff"] or 0) == Decimal(paid) / 100


def test_a_receipt_that_only_pays_comes_to_what_was_paid() -> None:
    amounts = amount_fields(a_receipt(30000, 20000, total=0, receipt_type="PAYMENT"), 100)
    assert amounts == AmountFields(
        amount=Decimal(500), amount_excluding_tax=Decimal(500), amount_roundoff=None
    )


@pytest.mark.parametrize(
    ("voucher", "name"),
    [("V-901", "V-901.pdf"), (None, "r-1.pdf"), ("V/901 å?.pdf", "V_901____pdf.pdf")],
)
def test_the_file_is_named_after_the_voucher(voucher: str | None, name: str) -> None:
    assert file_name(a_receipt(voucher=voucher)) == name


def test_only_a_document_of_the_receipts_own_id_counts() -> None:
    receipt = a_receipt()
    assert lacks_document(receipt, None)
    assert lacks_document(receipt, Invoice.model_validate({"id": "r-1", "assets": [{"assetId": "other"}]}))
    assert not lacks_document(receipt, Invoice.model_validate({"id": "r-1", "assets": [{"assetId": "r-1"}]}))


def test_the_invoice_comes_right_before_its_document() -> None:
    assert [type(write) for write in plan_of(PDF).writes] == [SendInvoice, AttachDocument]
    assert [type(write) for write in plan_of(PDF, Invoice(id="r-1")).writes] == [AttachDocument]


@pytest.mark.parametrize("document", [b"<html></html>", b"", b" %PDF-1.4"])
def test_what_is_no_pdf_makes_no_invoice(document: bytes) -> None:
    planned = plan_of(document)
    assert (planned.writes, str(planned.failure)) == ([], "Flow's document of receipt r-1 is no PDF")


def test_a_document_that_could_not_be_fetched_fails_as_it_did() -> None:
    failure = NotFound(ApiCall("flow", "GET", "/download"), "none", http_status=404)
    assert plan_of(failure).failure is failure


def test_every_step_is_told() -> None:
    receipt = a_receipt(30000, receipt_type="PAYMENT", voucher="V-1")
    plan = plan_receipts([ReceiptFacts(receipt, None, PDF)], CONTEXT)
    assert [str(write.describe()) for write in plan.writes] == [
        "send receipt V-1 as invoice r-1 (orderId: o-1, amount: 300.00, amountExcludingTax: 300.00, "
        "lineItems: 1 × REMITTANCE at 300.00, payments: Sale CASH 300.00)",
        "attach V-1.pdf to invoice r-1 (length: 8 bytes)",
    ]


def test_the_bytes_of_a_document_are_never_shown() -> None:
    assert "%PDF" not in repr(plan_of(PDF))


def test_nothing_is_sent_unless_the_tenant_says_so() -> None:
    assert reason_to_keep(a_tenant().parameters) == (
        "receipts stay in Flow: OMNIUM_SEND_ORDER_RECEIPT_TO_OMNIUM is off"
    )
