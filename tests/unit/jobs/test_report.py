"""What is told of a run: the line in the log, and the metrics."""

from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from flow_omnium.jobs.attempt_result import Run, result_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import Completed
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.outcomes import ApiCall, Deferral, Deferred, Failed, Ignored, Paused, Unavailable
from flow_omnium.runtime.metrics import Registrar, WorkerMetrics
from flow_omnium.runtime.tracing import Span
from flow_omnium.testing.jobs import NOON, a_message

TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
COMMON: dict[str, Any] = {
    "event": "job attempt ended",
    "log_level": "info",
    "part": "worker",
    "tenant": "acme",
    "kind": "inbound-order",
    "key": "1001",
    "jobId": "j1",
    "traceId": "a" * 32,
    "attempt": 4,
    "durationSeconds": 1.5,
}
AWAY = Unavailable(ApiCall("omnium", "GET", "/api/Orders/{orderId}"), "try again", http_status=503)
Case = tuple[BaseException | None, JobState, dict[str, Any]]
CASES: dict[str, Case] = {
    "done": (None, JobState.DONE, {"outcome": "done"}),
    "ignored": (
        Ignored("not for a shop"),
        JobState.IGNORED,
        {"outcome": "ignored", "reason": "not for a shop"},
    ),
    "deferred": (
        Deferred("still Queued", cause=Deferral.STILL_QUEUED, after_seconds=5),
        JobState.WAITING,
        {"outcome": "deferred", "reason": "still Queued"},
    ),
    "failed": (
        AWAY,
        JobState.WAITING,
        {"outcome": "failed", "errorClass": "Unavailable", "httpStatus": 503, "error": str(AWAY)},
    ),
    "held": (
        Paused("store:acme/oslo"),
        JobState.HELD,
        {"outcome": "held", "heldBy": "store:acme/oslo"},
    ),
    "superseded": (
        Failed("boom"),
        JobState.SUPERSEDED,
        {"outcome": "superseded", "errorClass": "Failed", "error": "boom"},
    ),
}


class Told:
    """What one run led to."""

    def __init__(self, error: BaseException | None, completed: Completed | None) -> None:
        self.registrar = Registrar()
        run = Run(NOON, NOON + timedelta(seconds=1.5), error)
        result = result_of(run, failures=3, attempt_count=3, retry_unit_seconds=60)
        with capture_logs() as lines:
            JobReport(WorkerMetrics(self.registrar)).ended(Span(), an_entry(), run, result, completed)
        (self.line,) = lines

    def value(self, name: str, **labels: str) -> float | None:
        return self.registrar.registry.get_sample_value(f"flow_omnium_{name}", labels)


def an_entry() -> JobEntry:
    message = a_message().model_copy(update={"trace": TRACE})
    fields = message.model_dump(exclude={"version"}) | {"trace": TRACE, "job_id": "j1"}
    return JobEntry(**fields, lock_key=message.lock_key, state=JobState.RUNNING, attempt_count=3)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_attempt_has_one_line_that_is_found_by_the_same_names(case: Case) -> None:
    error, state, expected = case

    assert Told(error, Completed(state, 2)).line == COMMON | expected


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_run_is_counted_by_its_outcome_and_timed(case: Case) -> None:
    error, state, expected = case
    told = Told(error, Completed(state, 2))

    assert told.value("jobs_total", tenant="acme", kind="inbound-order", outcome=expected["outcome"]) == 1
    assert told.value("job_duration_seconds_sum", kind="inbound-order") == 1.5


def test_a_job_that_met_a_pause_is_counted_as_held() -> None:
    told = Told(Paused("store:acme/oslo"), Completed(JobState.HELD, 2))

    assert told.value("jobs_held_total", tenant="acme", reason="paused") == 1
    assert told.value("job_failures_total", tenant="acme", kind="inbound-order", error="Paused") is None


def test_a_run_whose_lease_was_lost_is_neither_done_nor_failed() -> None:
    told = Told(None, None)

    assert told.line["outcome"] == "lease_lost"
    assert told.value("jobs_total", tenant="acme", kind="inbound-order", outcome="lease_lost") == 1
    assert told.value("job_attempts_count", kind="inbound-order") is None


def test_the_attempts_of_a_job_that_has_ended_are_counted() -> None:
    assert Told(None, Completed(JobState.DONE, 1)).value("job_attempts_sum", kind="inbound-order") == 4


@pytest.mark.parametrize(
    ("error", "name"), [(AWAY, "Unavailable"), (KeyError("secret"), "Unexpected"), (Failed("x"), "Failed")]
)
def test_a_failure_is_counted_by_a_name_that_is_known_beforehand(error: Exception, name: str) -> None:
    told = Told(error, Completed(JobState.WAITING, 2))

    assert told.value("job_failures_total", tenant="acme", kind="inbound-order", error=name) == 1


@pytest.mark.parametrize("cause", Deferral)
def test_a_deferral_is_counted_by_what_it_waits_for(cause: Deferral) -> None:
    error = Deferred("order 1001 …", cause=cause, after_seconds=5)
    counted = {"tenant": "acme", "kind": "inbound-order", "reason": cause.value}

    assert Told(error, Completed(JobState.WAITING, 2)).value("job_deferrals_total", **counted) == 1
    assert Told(error, Completed(JobState.SUPERSEDED, 2)).value("job_deferrals_total", **counted) is None


def test_a_job_that_is_handed_back_has_a_line_as_well() -> None:
    registrar = Registrar()
    with capture_logs() as lines:
        JobReport(WorkerMetrics(registrar)).handed_back(an_entry(), 1.5)

    assert lines == [COMMON | {"outcome": "handed_back", "reason": "the worker stops"}]
