"""Booking the rounding of cash: the order goes back whole, as it was compared, and the answer has the rounding."""

from decimal import Decimal
from typing import Any

import pytest

from flow_omnium.omnium.line_totals import require_roundoff, require_version, with_roundoff
from flow_omnium.omnium.models import Order
from flow_omnium.outcomes import ApiCall, Conflict, InvalidData, NotAccepted

CALL = ApiCall("omnium", "POST", "/api/Orders/Update")
HALF = Decimal("0.5")
WHOLE: dict[str, Any] = {"id": "1", "versionId": "7", "new": [1], "orderForm": {"total": 5, "other": None}}


def test_all_else_goes_back_as_it_was_read() -> None:
    sent = with_roundoff(WHOLE, HALF)
    assert sent == {**WHOLE, "orderForm": {"total": 5, "other": None, "grossRoundoff": HALF}}
    assert "grossRoundoff" not in WHOLE["orderForm"]


@pytest.mark.parametrize("answer", [None, [], {"id": "1"}, {"orderForm": None}])
def test_what_is_no_order_is_not_sent_back(answer: object) -> None:
    with pytest.raises(InvalidData, match="orderForm"):
        with_roundoff(answer, HALF)


def test_another_version_is_compared_again() -> None:
    with pytest.raises(Conflict, match="version 7 by now, 6 was compared"):
        require_version(CALL, WHOLE, "6")


@pytest.mark.parametrize(
    ("whole", "version", "passes"),
    [(WHOLE, "7", True), (WHOLE, None, True), ({"id": "1"}, "6", True), (WHOLE, "6", False)],
)
def test_the_same_version_passes_and_so_does_an_omnium_that_tells_none(
    whole: dict[str, Any], version: str | None, passes: bool
) -> None:
    try:
        require_version(CALL, whole, version)
    except Conflict:
        assert not passes
    else:
        assert passes


def test_an_answer_without_the_rounding_is_a_failure() -> None:
    order = Order.model_validate({"id": "1", "orderForm": {"grossRoundoff": 0}})
    with pytest.raises(NotAccepted, match=r"grossRoundoff: 0 in the answer, 0\.5 was meant"):
        require_roundoff(CALL, order, HALF)
    require_roundoff(CALL, Order.model_validate({"id": "1", "orderForm": {"grossRoundoff": 0.50}}), HALF)
