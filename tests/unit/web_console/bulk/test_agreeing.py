"""What a form agrees to before many jobs are acted on."""

import pytest

from admin_console.web.bulk.agreeing import agreed, digest_of


def test_up_to_a_hundred_the_number_need_not_be_typed() -> None:
    assert agreed({}, "retry", 100).faults == {}
    assert agreed({}, "retry", 101).faults.keys() == {"count"}


@pytest.mark.parametrize("typed", ["5203", "5,203", " 5203 "])
def test_the_number_itself_agrees(typed: str) -> None:
    assert agreed({"count": typed}, "retry", 5203).faults == {}


@pytest.mark.parametrize("typed", ["", "yes", "5202", "52030", "5203.0", "٥٢٠٣"])
def test_anything_else_does_not(typed: str) -> None:
    assert agreed({"count": typed}, "retry", 5203).faults.keys() == {"count"}


def test_a_cancellation_says_why_and_a_retry_may() -> None:
    assert agreed({"reason": "  "}, "cancel", 3).faults.keys() == {"reason"}
    assert agreed({"reason": " a test "}, "cancel", 3).reason == "a test"
    assert agreed({}, "retry", 3).reason is None


@pytest.mark.parametrize(
    ("typed", "pace"),
    [("", None), ("5", 5.0), ("0.1", 0.1), ("200", 200.0)],
)
def test_how_many_in_a_second_may_be_asked_for(typed: str, pace: float | None) -> None:
    agreement = agreed({"per_second": typed}, "retry", 3)
    assert (agreement.per_second, agreement.faults) == (pace, {})


@pytest.mark.parametrize("typed", ["0", "-1", "201", "nan", "inf", "1e9", "fast", "0.01"])
def test_a_pace_that_nobody_can_mean_stands_beside_its_field(typed: str) -> None:
    agreement = agreed({"per_second": typed}, "retry", 3)
    assert (agreement.per_second, set(agreement.faults)) == (None, {"per_second"})


def test_fewer_than_all_are_tried_first() -> None:
    assert agreed({"first": "2"}, "retry", 3).first == 2
    for typed in ("3", "-1", "x", "1.5", "9" * 12):
        agreement = agreed({"first": typed}, "retry", 3)
        assert (agreement.first, set(agreement.faults)) == (0, {"first"})


def test_another_act_filter_or_job_has_another_digest() -> None:
    digests = {
        digest_of("retry", "tenant=acme", ["a", "b", "c"]),
        digest_of("cancel", "tenant=acme", ["a", "b", "c"]),
        digest_of("retry", "tenant=globex", ["a", "b", "c"]),
        digest_of("retry", "tenant=acme", ["a", "b", "c", "d"]),
        digest_of("retry", "tenant=acme", ["a", "b", "d"]),
    }
    assert len(digests) == 5
    assert digest_of("retry", "tenant=acme", ["c", "a", "b"]) in digests
