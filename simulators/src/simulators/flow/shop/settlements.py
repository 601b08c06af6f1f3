"""Taking money and giving it back; pure."""

from simulators.documents import Document
from simulators.flow.orders.progress import CASH_CODES, left_to_pay, restated, rounded_cash, settled_in
from simulators.flow.payment_methods import method_of, method_uid
from simulators.flow.shop.acts import Payment, VoidSettlement
from simulators.flow.shop.till import CASHIER, Till
from simulators.refusal import Refusal


def settle(order: Document, payment: Payment, till: Till) -> Document:
    """Take a payment of at most what is left; cash is rounded."""
    method = method_of(till.settings.payment_methods, payment.settlement_code)
    uid = till.uid(payment.settlement_uid, "settlement")
    others = order.get("settlements") or []
    if uid in {other.get("settlementUid") for other in others}:
        raise Refusal(409, f"settlementUid: '{uid}' exists")
    settlement = {
        "settlementUid": uid,
        "settlementCode": method.settlement_code,
        "settlementName": method.name,
        "amount": payable(order, payment, till),
        "externalPaymentReference": payment.external_payment_reference,
        "storePaymentMethodUid": method_uid(method),
        **settled_fields(till.now),
        **CASHIER.shown(),
    }
    return {**order, "settlements": [*others, settlement]}


def void(order: Document, act: VoidSettlement, _till: Till) -> Document:
    """Take a payment back: it stays on the order, and is none any more. The word is assumed."""
    settlements = order.get("settlements") or []
    if act.settlement_uid not in {one["settlementUid"] for one in settled_in(order)}:
        raise Refusal(400, f"settlementUid: '{act.settlement_uid}' is no payment of the order")
    voided = {"state": "VOIDED", "status": "VOIDED"}
    return {
        **order,
        "settlements": [
            {**one, **voided} if one["settlementUid"] == act.settlement_uid else one for one in settlements
        ],
    }


def payable(order: Document, payment: Payment, till: Till) -> int:
    """Work out the amount. Raises Refusal 400 for more than is left, and for the wrong direction."""
    left = left_to_pay(restated(order, till.cash_rounding), till.cash_rounding)
    is_cash = payment.settlement_code in CASH_CODES
    most = rounded_cash(left, till.cash_rounding) if is_cash else left
    amount = most if payment.amount is None else payment.amount
    if left == 0:
        raise Refusal(400, "amount: nothing is left to pay")
    if not min(most, 0) <= amount <= max(most, 0) or (amount == 0 and most != 0):
        raise Refusal(400, f"amount: {most} is left to pay, not {amount}")
    return amount


def settled_fields(now: str) -> Document:
    """Say that a payment is settled, and when."""
    return {
        "state": "SETTLED",
        "status": "SETTLED",
        "createdAt": now,
        "settledAt": now,
        "lastModifiedAt": now,
        "externalId": None,
        "idMethod": None,
        "ledgerNumber": None,
        "parameters": [],
        "orderReceiptUid": None,
    }
