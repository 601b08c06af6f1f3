"""What becomes of a job after a run."""

from datetime import UTC, datetime, timedelta

import pytest

from flow_omnium.jobs.settlement import Run, Settlement, settle
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import ApiCall, Deferral, Deferred, Ignored, Unavailable

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def settled(
    error: BaseException | None,
    *changes: str,
    flags: tuple[str, ...] = (),
    failures: int = 0,
    attempts: int = 0,
) -> Settlement:
    run = Run(START, START + timedelta(seconds=1.5), error, changes, flags)
    return settle(run, failures=failures, attempt_count=attempts, retry_unit_seconds=60)


def test_a_handler_that_returns_is_done_and_its_changes_are_kept() -> None:
    settlement = settled(None, "order 1: created")

    assert settlement.state is JobState.DONE
    assert settlement.delay_ms is None
    assert settlement.attempt is not None
    assert settlement.attempt.changes == ("order 1: created",)
    assert settlement.attempt.duration_seconds == 1.5


def test_an_ignored_job_keeps_the_reason() -> None:
    settlement = settled(Ignored("type Subscription is not synced"))

    assert (settlement.state, settlement.reason) == (JobState.IGNORED, "type Subscription is not synced")


def test_a_failure_waits_by_the_table_and_counts() -> None:
    settlement = settled(ValueError("boom"), failures=2, attempts=4)

    assert (settlement.state, settlement.delay_ms, settlement.failures) == (JobState.WAITING, 300_000, 3)
    assert settlement.attempt is not None
    assert (settlement.attempt.number, settlement.attempt.error_class) == (5, "ValueError")


def flags_of(settlement: Settlement) -> tuple[str, ...]:
    assert settlement.attempt is not None
    return settlement.attempt.flags


def test_a_job_that_has_failed_five_times_is_flagged_with_what_fails_and_is_tried_on() -> None:
    told = "it has failed 5 times or more, and is tried on: boom"
    assert flags_of(settled(ValueError("boom"), failures=3)) == ()
    for failures in (4, 5, 50):
        settlement = settled(ValueError("boom"), flags=("a remnant",), failures=failures)
        assert flags_of(settlement) == ("a remnant", told)
        assert settlement.state is JobState.WAITING


def test_what_a_failing_job_was_flagged_for_goes_when_it_is_done() -> None:
    assert flags_of(settled(None, failures=7)) == ()
    assert flags_of(settled(Ignored("both sides agree"), failures=7)) == ()


def test_a_deferral_waits_without_an_attempt_and_without_a_failure() -> None:
    settlement = settled(
        Deferred("Omnium asks to wait", cause=Deferral.RATE_LIMITED, after_seconds=2), failures=2, attempts=2
    )

    assert (settlement.state, settlement.delay_ms) == (JobState.WAITING, 5_000)
    assert (settlement.failures, settlement.attempt) == (2, None)
    assert settlement.reason == "Omnium asks to wait"


@pytest.mark.parametrize(
    "error",
    [
        ValueError("boom"),
        Ignored("nothing left"),
        Deferred("wait", cause=Deferral.STILL_QUEUED, after_seconds=2),
    ],
)
def test_what_was_written_before_a_run_ended_shows_however_it_ended(error: Exception) -> None:
    attempt = settled(error, "order 1: created", flags=("look at line 2",)).attempt

    assert attempt is not None
    assert (attempt.changes, attempt.flags) == (("order 1: created",), ("look at line 2",))


def test_an_api_error_leaves_its_status_in_the_attempt() -> None:
    error = Unavailable(ApiCall("omnium", "GET", "/api/Orders/{id}"), "overloaded", http_status=502)

    attempt = settled(error).attempt

    assert attempt is not None
    assert attempt.http_status == 502
    assert attempt.message == "omnium GET /api/Orders/{id} answered 502: overloaded"


@pytest.mark.parametrize("result", [ValueError("Bearer abc.def"), Ignored("clientSecret=hunter2&x=1")])
def test_no_secret_reaches_an_attempt(result: BaseException) -> None:
    settlement = settled(result)

    assert "abc.def" not in repr(settlement)
    assert "hunter2" not in repr(settlement)


def test_a_failure_without_a_text_is_named_by_its_class() -> None:
    attempt = settled(KeyError()).attempt

    assert attempt is not None
    assert attempt.message == "KeyError"


@pytest.mark.parametrize("error", [None, ValueError("x" * 1_000_000)])
def test_what_an_attempt_keeps_is_bounded(error: BaseException | None) -> None:
    lines = ("x" * 10_000,) * 10_000
    attempt = settled(error, *lines, flags=lines).attempt

    assert attempt is not None
    assert len(attempt.model_dump_json()) < 210_000
