"""The form of one return, as it stands on the order; pure."""

import secrets
from decimal import ROUND_HALF_UP, Decimal

from simulators.documents import Document
from simulators.omnium.models.form import OrderForm, Payment
from simulators.omnium.models.returns import ReturnRequest
from simulators.omnium.orders.totals import FORM_STEP, number, rows

DEFAULT_STATUS = "Completed"


def return_form(wanted: ReturnRequest, lines: list[Document], order: Document, now: str) -> Document:
    """Make the form of a return; Omnium itself gives the id, and the RMA number when none is sent."""
    return_id = secrets.token_hex(8)
    total = total_of(wanted, lines)
    return {
        **OrderForm().model_dump(by_alias=True),
        "returnId": return_id,
        "rmaNumber": wanted.rma_number or f"RMA-{return_id}",
        "returnType": wanted.return_type,
        "returnComment": wanted.comment,
        "status": wanted.status or DEFAULT_STATUS,
        "storeId": wanted.store_id or order.get("storeId"),
        "lineItems": lines,
        "properties": [item.model_dump(by_alias=True) for item in wanted.properties],
        "creditPayment": is_refunded(wanted),
        "creditAmount": total if wanted.credit_amount is None else wanted.credit_amount,
        "returnCharges": [{"key": "Shipment", "amount": charge_of(wanted)}] if charge_of(wanted) else [],
        "handlingTotal": number(wanted.handling_total),
        "shippingCreditedTotal": freight_of(wanted),
        "total": total,
        "created": now,
        "modified": now,
        "userId": wanted.user_id,
        "externalIds": [],
        "errors": [],
        "replacementOrderIds": [],
        "claim": None,
    }


def total_of(wanted: ReturnRequest, lines: list[Document]) -> Decimal:
    """Sum up what the customer gets back: the lines, credited freight, less what is charged."""
    worth = sum((number(line["creditedAmount"]) for line in lines), freight_of(wanted))
    return (worth + number(wanted.handling_total) - charge_of(wanted)).quantize(FORM_STEP, ROUND_HALF_UP)


def freight_of(wanted: ReturnRequest) -> Decimal:
    """Tell what of the order's shipping the customer gets back."""
    return number(wanted.credit_shipment_amount) if wanted.credit_shipment else Decimal(0)


def charge_of(wanted: ReturnRequest) -> Decimal:
    """Tell what the customer pays for sending the goods back."""
    return number(wanted.charge_shipment_cost_amount) if wanted.charge_shipment_cost else Decimal(0)


def is_refunded(wanted: ReturnRequest) -> bool:
    """Tell whether Omnium pays the money back itself: always, unless the caller says that this is done."""
    return wanted.credit_payment is not False


def refund_of(form: Document, order: Document) -> Document:
    """Make the payment by which Omnium pays back a return."""
    paid_by = [payment.get("paymentMethodName") for payment in rows(order["orderForm"], "payments")]
    payment = Payment(
        id=form["returnId"],
        transactionId=form["returnId"],
        paymentMethodName=paid_by[0] if paid_by else "Refund",
        transactionType="Credit",
        status="Processed",
        amount=form["total"],
        created=form["created"],
        storeId=form["storeId"],
    )
    return payment.model_dump(by_alias=True)
