"""Jobs that fail for the same thing have the same cause, whatever record they are about."""

import pytest

from flow_omnium.jobs.attempt_result import Run, result_of
from flow_omnium.jobs.cause import MAX_TEXT, Cause, cause_of, without_values
from flow_omnium.outcomes import ApiCall, InvalidData, Unavailable
from flow_omnium.testing.jobs import NOON

CALL = ApiCall("flow", "POST", "/v2/tenants/{tenantUid}/stores/{storeUid}/orders")


def cause_after(error: Exception) -> Cause:
    attempt = result_of(Run(NOON, NOON, error), failures=0, attempt_count=0, retry_unit_seconds=60).attempt
    assert attempt is not None
    assert attempt.cause is not None
    return attempt.cause


def test_the_same_refusal_of_two_orders_is_one_cause() -> None:
    first = cause_after(Unavailable(CALL, "order om-fe703e70cd1f: try again at 12:04:05", http_status=502))
    second = cause_after(Unavailable(CALL, "order 1234: try again at 03:11:59", http_status=502))

    assert first == second
    assert (first.error, first.system, first.status) == ("Unavailable", "flow", 502)
    assert first.call == f"POST {CALL.route}"
    assert first.text == "order …: try again at …"


@pytest.mark.parametrize(
    "other",
    [
        Unavailable(CALL, "overloaded", http_status=500),
        Unavailable(CALL, "Bad Gateway", http_status=502),
        Unavailable(ApiCall("omnium", "POST", CALL.route), "overloaded", http_status=502),
        Unavailable(ApiCall("flow", "GET", CALL.route), "overloaded", http_status=502),
        ValueError("overloaded"),
    ],
)
def test_another_status_text_system_call_or_class_is_another_cause(other: Exception) -> None:
    assert cause_after(Unavailable(CALL, "overloaded", http_status=502)).key != cause_after(other).key


def test_a_value_that_a_record_has_is_in_no_cause() -> None:
    first = cause_after(InvalidData("storeId", "oslo", "a store of the shop"))
    second = cause_after(InvalidData("storeId", "bergen", "a store of the shop"))

    assert first == second
    assert first.text == "storeId: … is not a store of the shop"


def test_workers_that_gave_no_result_are_one_cause_whatever_they_are_called() -> None:
    lost = [cause_of("WorkerLostError", f"worker order-sync@host-{name}:7 did not renew") for name in "ab"]

    assert lost[0] == lost[1]


def test_a_very_long_answer_has_a_short_text() -> None:
    assert len(without_values("<html> " + "word " * 100_000)) <= MAX_TEXT


def test_what_did_not_fail_has_no_cause() -> None:
    attempt = result_of(Run(NOON, NOON, None), failures=0, attempt_count=0, retry_unit_seconds=60).attempt

    assert attempt is not None
    assert attempt.cause is None
