"""What `OrderLinesUpdate` is held against: nobody's figures are lowered, and the answer says what was meant."""

from collections.abc import Callable
from typing import Any

import pytest

from flow_omnium.omnium.line_totals import answered_order, require_totals, require_unraised
from flow_omnium.omnium.models import LinesUpdate, LineUpdate, Order
from flow_omnium.outcomes import ApiCall, Conflict, InvalidData, NotAccepted

CALL = ApiCall("omnium", "POST", "/api/Orders/{orderId}/OrderLinesUpdate")
MEANT = LinesUpdate(
    line_item_updates=(
        LineUpdate(line_item_id="1", delivered_quantity=2, canceled_quantity=1, ready_for_pickup_quantity=3),
    )
)


def an_order(**totals: object) -> Order:
    line = {"lineItemId": "1", "quantity": 4, **totals}
    return Order.model_validate({"id": "1001", "orderForm": {"lineItems": [line]}})


def refusal(check: Callable[[ApiCall, Order, LinesUpdate], None], **totals: object) -> str | None:
    """What a check has against an order with these totals."""
    try:
        check(CALL, an_order(**totals), MEANT)
    except (Conflict, NotAccepted) as fault:
        return str(fault)
    return None


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ({"deliveredQuantity": 3}, "line 1 deliveredQuantity: 3 by now, 2 was meant"),
        ({"canceledQuantity": 1.5}, "line 1 canceledQuantity: 1.5 by now, 1 was meant"),
        ({"readyForPickupQuantity": 4}, "line 1 readyForPickupQuantity: 4 by now, 3 was meant"),
    ],
)
def test_what_somebody_else_has_raised_is_compared_again(totals: dict[str, Any], words: str) -> None:
    with pytest.raises(Conflict, match=words):
        require_unraised(CALL, an_order(**totals), MEANT)


def test_totals_that_lower_none_pass() -> None:
    assert refusal(require_unraised, deliveredQuantity=2, canceledQuantity=0) is None


def test_more_that_is_ready_than_there_is_by_now_is_raised_by_nobody() -> None:
    assert refusal(require_unraised, quantity=3, readyForPickupQuantity=4) is None


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ({"deliveredQuantity": 1, "canceledQuantity": 1}, "deliveredQuantity: 1 in the answer, 2 was meant"),
        ({"deliveredQuantity": 4, "canceledQuantity": 1}, "deliveredQuantity: 4 in the answer, 2 was meant"),
        ({"deliveredQuantity": 2}, "line 1 canceledQuantity: 0 in the answer, 1 was meant"),
    ],
)
def test_an_answer_that_differs_is_a_failure(totals: dict[str, Any], words: str) -> None:
    with pytest.raises(NotAccepted, match=words):
        require_totals(CALL, an_order(**totals), MEANT)


def test_an_answer_without_the_line_is_a_failure() -> None:
    with pytest.raises(NotAccepted, match="line 1 deliveredQuantity: 0 in the answer, 2 was meant"):
        require_totals(CALL, Order(id="1001"), MEANT)


def test_an_answer_as_meant_passes_with_noise_and_fewer_that_are_ready() -> None:
    totals = {"deliveredQuantity": "2.0000000000000004", "canceledQuantity": 1, "readyForPickupQuantity": 0}
    assert refusal(require_totals, **totals) is None


@pytest.mark.parametrize("answer", [None, [], {}, {"order": None}, {"order": "1001"}])
def test_an_answer_may_lack_the_order(answer: object) -> None:
    assert answered_order(answer) is None


def test_an_order_in_an_answer_that_cannot_be_read_is_named() -> None:
    with pytest.raises(InvalidData, match=r"order\.id"):
        answered_order({"order": {"status": "New"}})
