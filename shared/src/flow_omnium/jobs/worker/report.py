"""What log, metrics and traces say of every run of a job."""

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.jobs.attempt_result import AttemptResult, Run
from flow_omnium.jobs.broker.traced_publisher import messaging
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import kind_of_hold
from flow_omnium.jobs.ledger.contract import Completed
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.trace_context import trace_id_of
from flow_omnium.outcomes import Deferred, JobInterrupted
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import WorkerMetrics
from flow_omnium.runtime.tracing import Attributes, Kind, Span, Tracer
from flow_omnium.tasks.kind import POLLED, POLLS

_UNTOLD: Final[Attributes] = MappingProxyType({})
_ENDED = frozenset({JobState.DONE, JobState.IGNORED})


class JobReport:
    """Writes one log line per run, counts it, and traces it."""

    def __init__(self, metrics: WorkerMetrics, tracer: Tracer | None = None) -> None:
        self._metrics = metrics
        # Series by their labels: looking one up costs more than counting.
        self._running = cache(metrics.running.labels)
        self._jobs = cache(metrics.jobs.labels)
        self._seconds = cache(metrics.seconds.labels)
        self._attempts = cache(metrics.attempts.labels)
        self._tracer = tracer or Tracer()
        self._log = get_logger("worker")

    def running(self, entry: JobEntry) -> AbstractContextManager[None]:
        """Show the job as running meanwhile."""
        shown: AbstractContextManager[None] = self._running(entry.tenant_uid).track_inprogress()
        return shown

    def traced(self, entry: JobEntry) -> AbstractContextManager[Span]:
        """Show what is done meanwhile in the trace in which the job was made; the earlier attempt is linked."""
        name, told = f"process {entry.queue}", _traced(entry) if self._tracer.is_on else _UNTOLD
        return self._tracer.span(Kind.CONSUMER, name, told, parent=entry.trace or "", link=entry.last_span)

    def ended(
        self, span: Span, entry: JobEntry, run: Run, result: AttemptResult, completed: Completed | None
    ) -> None:
        """Tell how a run ended; `completed` is None when its result was dropped, since the lease was lost."""
        kind, outcome = entry.kind.value, outcome_of(run, completed)
        span.note({"flow_omnium.outcome": outcome})
        self._jobs(entry.tenant_uid, kind, outcome).inc()
        self._seconds(kind).observe(run.seconds)
        if run.is_failed:
            span.failed(error_name(run.error))
            self._metrics.failures.labels(entry.tenant_uid, kind, error_name(run.error)).inc()
        if outcome == "deferred" and isinstance(run.error, Deferred):
            self._metrics.deferrals.labels(entry.tenant_uid, kind, run.error.cause.value).inc()
        if completed is not None and completed.state in _ENDED:
            self._attempts(kind).observe(entry.attempt_count + 1)
            self._count_missed(entry, run)
        told = {"durationSeconds": round(run.seconds, 4)} | _failure(result)
        held_by = result.held_by if outcome == JobState.HELD.value else None
        if held_by is not None:
            self.held(entry.tenant_uid, held_by)
        self._log_attempt(entry, outcome, told | {"reason": result.reason, "heldBy": held_by})

    def _count_missed(self, entry: JobEntry, run: Run) -> None:
        """Count what no event has told of; a poll also finds what an event is about to tell, or what has no effect."""
        poll = entry.event.get(POLLED)
        if poll in POLLS and run.changes:
            self._metrics.missed.labels(entry.tenant_uid, str(poll)).inc()

    def handed_back(self, entry: JobEntry, seconds: float, reason: str = "the worker stops") -> None:
        """Tell that the job was given back before it had ended, and why."""
        self._jobs(entry.tenant_uid, entry.kind.value, "handed_back").inc()
        told = {"durationSeconds": round(seconds, 4), "reason": reason}
        self._log_attempt(entry, "handed_back", told)

    def held(self, tenant_uid: str, held_by: str) -> None:
        """Tell that a job was held."""
        self._metrics.held.labels(tenant_uid, kind_of_hold(held_by)).inc()

    def retry_scheduled(self, message: JobMessage, delay_ms: int) -> None:
        """Tell that a job was sent into a wait queue."""
        self._metrics.retries.labels(message.queue, f"{delay_ms / 1000:g}").inc()

    def _log_attempt(self, entry: JobEntry, outcome: str, told: Mapping[str, Any]) -> None:
        if not self._log.is_enabled_for(logging.INFO):
            return
        self._log.info(
            "job attempt ended",
            **job_fields(entry),
            attempt=entry.attempt_count + 1,
            outcome=outcome,
            **{name: value for name, value in told.items() if value is not None},
        )


def job_fields(job: JobEntry | JobMessage) -> dict[str, Any]:
    """Return what every log line about a job is found by, under the names of the ledger."""
    return {
        "tenant": job.tenant_uid,
        "kind": job.kind.value,
        "key": job.key,
        "jobId": job.job_id,
        "traceId": trace_id_of(job.trace),
    }


def _traced(entry: JobEntry) -> Attributes:
    return {
        **messaging("process", "process", entry.queue),
        "flow_omnium.tenant": entry.tenant_uid,
        "flow_omnium.kind": entry.kind.value,
        "flow_omnium.job_id": entry.job_id,
        "flow_omnium.attempt": entry.attempt_count + 1,
    }


def _failure(result: AttemptResult) -> dict[str, Any]:
    attempt = result.attempt
    if attempt is None or attempt.error_class is None:
        return {}
    return {"errorClass": attempt.error_class, "httpStatus": attempt.http_status, "error": attempt.message}


def outcome_of(run: Run, completed: Completed | None) -> str:
    """Name how a run ended: as the job stands now, or why it comes back."""
    if completed is None:
        return "lease_lost"
    if completed.state is not JobState.WAITING:
        return completed.state.value
    return "deferred" if isinstance(run.error, Deferred) else "failed"


def error_name(error: BaseException | None) -> str:
    """Name a failure by its class; all that no handler raises on purpose have one name, so that labels stay few."""
    return type(error).__name__ if isinstance(error, JobInterrupted) else "Unexpected"
