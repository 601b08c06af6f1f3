"""What is paid by Omnium's payments, whatever order they stand in."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flow_omnium.omnium.models import Payment
from order_sync.omnium_money import OmniumMoney, omnium_money

KINDS = ("Sale", "Authorization", "Capture", "Credit", "Void")


def pay(kind: str, amount: object, method: str = "Klarna", **fields: object) -> Payment:
    document = {"transactionType": kind, "amount": amount, "paymentMethodName": method, "status": "Processed"}
    return Payment.model_validate({"id": f"{kind}-{amount}-{method}", **document, **fields})


def judged(*payments: Payment) -> tuple[float, float]:
    money = omnium_money(payments)
    return float(money.amount), float(money.taken)


@pytest.mark.parametrize(
    ("payments", "amount", "taken"),
    [
        ((pay("Sale", 100),), 100, 100),
        ((pay("Authorization", 100),), 100, 0),
        ((pay("Authorization", 100), pay("Capture", 100)), 100, 100),
        ((pay("Authorization", 100), pay("Capture", 60)), 100, 60),
        ((pay("Authorization", 60), pay("Capture", 100)), 100, 100),
        ((pay("Authorization", 100), pay("Invoiced", 100)), 100, 100),
        ((pay("Authorization", 100), pay("Void", 100)), 0, 0),
        ((pay("Authorization", 100), pay("Void", 0)), 0, 0),
        ((pay("Authorization", 100), pay("Capture", 60), pay("Void", 100)), 60, 60),
        ((pay("Authorization", 100), pay("Capture", 60), pay("ReleaseRemainingAuthorization", 0)), 60, 60),
        ((pay("Sale", 100), pay("Void", 100)), 0, 0),
        ((pay("Capture", 100), pay("Credit", 30)), 70, 70),
        ((pay("Capture", 100), pay("Credit", -30)), 70, 70),
        ((pay("Capture", 100), pay("Credit", 30, "GiftCard")), 70, 70),
        ((pay("Sale", 40, "GiftCard"), pay("Authorization", 60)), 100, 40),
        ((pay("Authorization", 100, "Pay in store"),), 0, 0),
        ((pay("Capture", 100, "Cash On Delivery"),), 100, 100),
        ((pay("Bookkeeping", 100), pay("SettlementFee", 3), pay("AwaitingAuthorization", 100)), 0, 0),
    ],
)
def test_one_money_counts_once(payments: tuple[Payment, ...], amount: int, taken: int) -> None:
    assert {judged(*order) for order in permutations(payments)} == {(amount, taken)}


def test_a_capture_under_another_name_belongs_to_its_transaction() -> None:
    promised = pay("Authorization", 100, transactionId="t-1")
    assert judged(promised, pay("Capture", 100, "Klarna Payments", transactionId="t-1")) == (100, 100)


@pytest.mark.parametrize("status", ["Failed", "Pending", None])
def test_only_what_is_processed_counts_and_what_is_unknown_is_told(status: str | None) -> None:
    money = omnium_money([pay("Sale", 100, status=status)])
    assert money.amount == 0
    assert len(money.flags) == (0 if status == "Failed" else 1)


def test_the_shops_own_payments_are_left_out() -> None:
    own = pay("Sale", 100, id="settlement-1")
    assert omnium_money([own], {"settlement-1"}) == OmniumMoney()


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 500), st.sampled_from("AB")), max_size=6))
def test_no_payment_is_left_with_more_than_it_is_and_no_order_decides(
    drawn: list[tuple[str, int, str]],
) -> None:
    payments = [pay(kind, amount, method, id=f"p{at}") for at, (kind, amount, method) in enumerate(drawn)]
    money = omnium_money(payments)
    amounts = {payment.id: payment.amount for payment in payments}
    assert all(0 < one.amount <= amounts[one.payment_id] for one in money.paid)
    assert 0 <= money.taken <= money.amount
    assert omnium_money(payments[::-1]).amount == money.amount
