"""What an order of Flow's says about money, goods and handlings."""

from typing import Any

import pytest

from simulators.flow.orders.progress import handling_state, left_to_pay, restated

KRONE = 100


def order_of(price: int, *settlements: tuple[str, int], **fields: Any) -> dict[str, Any]:
    item = {"orderItemUid": "1", "quantityOrdered": 100, "unitPrice": price, "vatRate": 2500}
    paid = [{"settlementCode": code, "amount": amount, "state": "SETTLED"} for code, amount in settlements]
    return {"type": "ORDER", "items": [item], "settlements": paid, **fields}


def line(ordered: int, delivered: int = 0, cancelled: int = 0) -> dict[str, int]:
    return {"quantityOrdered": ordered, "quantityDelivered": delivered, "quantityCancelled": cancelled}


@pytest.mark.parametrize(
    ("price", "settlements", "state", "left"),
    [
        (19950, [], "NOT_STARTED", 19950),
        (19950, [("CARD", 950)], "PARTIALLY_SETTLED", 19000),
        (19950, [("CARD", 19950)], "SETTLED", 0),
        (19950, [("CARD", 900), ("CARD", -900)], "NOT_STARTED", 19950),
        (19950, [("CARD", 20000)], "SETTLED", -50),
        (19950, [("CASH", 20000)], "SETTLED", 0),
        (19949, [("CASH", 19900)], "SETTLED", 0),
        (19950, [("CASH", 19900)], "PARTIALLY_SETTLED", 50),
        (19950, [("CARD", 5000), ("CASH", 15000)], "SETTLED", 0),
        (19950, [("CASH", 10000), ("CASH", 10000)], "SETTLED", 0),
    ],
)
def test_an_order_is_settled_by_the_sum_and_cash_by_the_rounded_sum(
    price: int, settlements: list[tuple[str, int]], state: str, left: int
) -> None:
    order = restated(order_of(price, *settlements), KRONE)
    assert (order["settleState"], left_to_pay(order, KRONE)) == (state, left)


def test_only_settled_settlements_are_payments() -> None:
    pending = {"settlementCode": "CARD", "amount": 100, "state": "NOT_STARTED"}
    assert restated(order_of(100, settlements=[pending]), KRONE)["settleState"] == "NOT_STARTED"


def test_a_return_is_settled_by_money_given_back() -> None:
    order = restated(order_of(19950, ("CASH", -20000), type="RETURN"), KRONE)
    assert (order["settleState"], order["settlementTotals"]) == ("SETTLED", {"totalAmount": -20000})


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ([], "NOT_STARTED"),
        ([line(200)], "NOT_STARTED"),
        ([line(200, 0, 200)], "NOT_STARTED"),
        ([line(200, 100)], "PARTIALLY_DELIVERED"),
        ([line(200, 200), line(100)], "PARTIALLY_DELIVERED"),
        ([line(200, 100, 100), line(100, 0, 100)], "DELIVERED"),
    ],
)
def test_cancelled_quantity_counts_as_done_but_delivers_nothing(
    lines: list[dict[str, int]], state: str
) -> None:
    assert restated({"items": lines}, KRONE)["deliveryState"] == state


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([], "NOT_STARTED"),
        (["READY"], "READY"),
        (["NOT_STARTED", "DONE"], "IN_PROGRESS"),
        (["READY", "DONE"], "READY"),
        (["DONE", "DONE"], "DONE"),
    ],
)
def test_the_slowest_handling_counts_once_all_have_begun(states: list[str], whole: str) -> None:
    assert handling_state({"orderhandlings": [{"state": state} for state in states]}) == whole


def test_cancelled_quantity_costs_nothing_and_takes_its_share_of_the_discount_along() -> None:
    item = {"quantityOrdered": 300, "quantityCancelled": 100, "unitPrice": 1000, "itemDiscountAmount": 300}
    assert restated({"items": [item]}, KRONE)["orderTotals"]["grandTotal"] == 1800


def test_an_order_is_judged_on_a_copy() -> None:
    order = order_of(100)
    restated(order, KRONE)
    assert order == order_of(100)
