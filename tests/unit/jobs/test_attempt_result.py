"""What becomes of a job after a run."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.jobs.attempt_result import (
    MAX_CHANGE,
    AttemptResult,
    Outage,
    Run,
    result_of,
)
from flow_omnium.jobs.circuits.evidence import Tone
from flow_omnium.jobs.forwarding import Forwarding
from flow_omnium.jobs.hopeless import HOPELESS_AFTER
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.sync import SeveralFailures
from flow_omnium.outcomes import (
    ApiCall,
    Deferral,
    Deferred,
    Ignored,
    InvalidData,
    Misconfigured,
    NotFound,
    Paused,
    RecordMissing,
    Rejected,
    Unavailable,
)

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def completed(
    error: BaseException | None,
    *changes: str,
    flags: tuple[str, ...] = (),
    failures: int = 0,
    attempts: int = 0,
) -> AttemptResult:
    run = Run(START, START + timedelta(seconds=1.5), error, changes, flags)
    return result_of(run, failures=failures, attempt_count=attempts, retry_unit_seconds=60)


def test_a_handler_that_returns_is_done_and_its_changes_are_kept() -> None:
    result = completed(None, "order 1: created")

    assert result.state is JobState.DONE
    assert result.delay_ms is None
    assert result.attempt is not None
    assert result.attempt.changes == ("order 1: created",)
    assert result.attempt.duration_seconds == 1.5


def test_an_ignored_job_keeps_the_reason() -> None:
    result = completed(Ignored("type Subscription is not synced"))

    assert (result.state, result.reason) == (JobState.IGNORED, "type Subscription is not synced")


def test_a_failure_waits_by_the_table_and_counts() -> None:
    result = completed(ValueError("boom"), failures=2, attempts=4)

    assert (result.state, result.delay_ms, result.failures) == (JobState.WAITING, 300_000, 3)
    assert result.attempt is not None
    assert (result.attempt.number, result.attempt.error_class) == (5, "ValueError")


def test_an_attempt_that_failed_says_which_call_went_wrong() -> None:
    attempt = completed(
        Unavailable(ApiCall("flow", "GET", "/orders/{orderUid}"), "", http_status=503)
    ).attempt

    assert attempt is not None
    assert (attempt.system, attempt.call, attempt.http_status) == ("flow", "GET /orders/{orderUid}", 503)
    assert attempt.error_class == "Unavailable"


def test_what_failed_since_a_system_did_not_answer_waits_for_it_and_what_failed_for_itself_does_not() -> None:
    run = Run(START, START, ValueError("boom"), tones={"omnium": Tone.ANSWERED, "flow": Tone.SILENT})
    late = result_of(run, failures=0, attempt_count=0, retry_unit_seconds=60)

    assert late.outage == Outage("flow", START)
    assert late.attempt is not None
    assert (late.attempt.system, late.attempt.call) == ("flow", None)
    assert completed(ValueError("boom")).outage is None


def test_only_a_failure_may_be_brought_forward_and_one_that_came_early_after_a_pause() -> None:
    limited = Deferred("429", cause=Deferral.RATE_LIMITED, after_seconds=2)
    assert completed(limited).forwarding is None
    assert completed(None).forwarding is None
    assert completed(ValueError("boom")).forwarding == Forwarding(0, 120_000)
    early = result_of(
        Run(START, START, ValueError("boom")),
        failures=7,
        attempt_count=7,
        retry_unit_seconds=60,
        was_forwarded=True,
    )
    assert early.forwarding == Forwarding(120_000, 120_000)


def flags_of(result: AttemptResult) -> tuple[str, ...]:
    assert result.attempt is not None
    return result.attempt.flags


def test_a_job_that_has_failed_five_times_is_flagged_with_what_fails_and_is_tried_on() -> None:
    told = "it has failed 5 times or more, and is tried on: boom"
    assert flags_of(completed(ValueError("boom"), failures=3)) == ()
    for failures in (4, 5, 50):
        result = completed(ValueError("boom"), flags=("a remnant",), failures=failures)
        assert flags_of(result) == ("a remnant", told)
        assert result.state is JobState.WAITING


HOPELESS = [
    NotFound(ApiCall("omnium", "GET", "/api/Orders/{id}"), "", http_status=404),
    Rejected(ApiCall("flow", "POST", "/orders"), "unknown handling", http_status=400),
    RecordMissing("Flow has no order 700"),
    InvalidData("storeId", None, "given"),
    Misconfigured("no handling is set"),
    SeveralFailures("a; b"),
]


@pytest.mark.parametrize("error", HOPELESS, ids=lambda error: type(error).__name__)
def test_what_no_retry_mends_is_flagged_after_three_tries_in_the_same_words_and_is_tried_on(
    error: Exception,
) -> None:
    told = f"no retry mends this, it has failed 3 times or more, and is tried on: {error}"
    assert flags_of(completed(error, failures=1)) == ()
    for failures in (2, 4, 50):
        result = completed(error, failures=failures)
        assert flags_of(result) == (told,)
        assert result.state is JobState.WAITING


def test_what_omnium_shows_late_has_four_minutes_to_appear_before_a_person_is_told() -> None:
    waits = [completed(HOPELESS[0], failures=failures).delay_ms for failures in range(HOPELESS_AFTER - 1)]

    assert sum(filter(None, waits)) == 240_000


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_outage_may_mend_itself_and_is_flagged_later(status: int) -> None:
    error = Unavailable(ApiCall("flow", "POST", "/orders"), "", http_status=status)

    assert flags_of(completed(error, failures=3)) == ()


def test_a_job_that_meets_a_pause_is_held_and_counts_no_attempt() -> None:
    run = Run(START, START, Paused("store:acme/oslo"), numbers=("so-1",), stores=("oslo",))
    result = result_of(run, failures=2, attempt_count=2, retry_unit_seconds=60)

    assert (result.state, result.held_by) == (JobState.HELD, "store:acme/oslo")
    assert (result.attempt, result.failures, result.delay_ms) == (None, 2, None)
    assert (result.numbers, result.stores) == (("so-1",), ("oslo",))
    assert not run.is_failed


def test_both_sides_were_compared_by_what_is_done_or_found_agreed_and_by_nothing_else() -> None:
    assert completed(None).has_compared
    assert completed(Ignored("both sides agree", has_compared=True)).has_compared
    for error in (Ignored("an order of another type"), ValueError("boom"), Paused("tenant:acme")):
        assert not completed(error).has_compared


def test_what_a_failing_job_was_flagged_for_goes_when_it_is_done() -> None:
    assert flags_of(completed(None, failures=7)) == ()
    assert flags_of(completed(Ignored("both sides agree"), failures=7)) == ()


def test_a_deferral_waits_without_an_attempt_and_without_a_failure() -> None:
    result = completed(
        Deferred("Omnium asks to wait", cause=Deferral.RATE_LIMITED, after_seconds=2), failures=2, attempts=2
    )

    assert (result.state, result.delay_ms) == (JobState.WAITING, 5_000)
    assert (result.failures, result.attempt) == (2, None)
    assert result.reason == "Omnium asks to wait"


@pytest.mark.parametrize(
    "error",
    [
        ValueError("boom"),
        Ignored("nothing left"),
        Deferred("wait", cause=Deferral.STILL_QUEUED, after_seconds=2),
    ],
)
def test_what_was_written_before_a_run_ended_shows_however_it_ended(error: Exception) -> None:
    attempt = completed(error, "order 1: created", flags=("look at line 2",)).attempt

    assert attempt is not None
    assert (attempt.changes, attempt.flags) == (("order 1: created",), ("look at line 2",))


def test_an_api_error_leaves_its_status_in_the_attempt() -> None:
    error = Unavailable(ApiCall("omnium", "GET", "/api/Orders/{id}"), "overloaded", http_status=502)

    attempt = completed(error).attempt

    assert attempt is not None
    assert attempt.http_status == 502
    assert attempt.message == "omnium GET /api/Orders/{id} answered 502: overloaded"


@pytest.mark.parametrize("outcome", [ValueError("Bearer abc.def"), Ignored("clientSecret=hunter2&x=1")])
def test_no_secret_reaches_an_attempt(outcome: BaseException) -> None:
    result = completed(outcome)

    assert "abc.def" not in repr(result)
    assert "hunter2" not in repr(result)


def test_a_failure_without_a_text_is_named_by_its_class() -> None:
    attempt = completed(KeyError()).attempt

    assert attempt is not None
    assert attempt.message == "KeyError"


@pytest.mark.parametrize("error", [None, ValueError("x" * 1_000_000)])
def test_what_an_attempt_keeps_is_bounded(error: BaseException | None) -> None:
    lines = ("x" * 2 * MAX_CHANGE,) * 10_000
    attempt = completed(error, *lines, flags=lines).attempt

    assert attempt is not None
    assert len(attempt.model_dump_json()) < 210_000
