"""What is told of every run of a job: one log line, and the metrics."""

from collections.abc import Iterator
from contextlib import contextmanager

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import kind_of_hold
from flow_omnium.jobs.ledger.contract import Settled
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.settlement import Run, Settlement
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import Deferred, JobInterrupted
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import WorkerMetrics

_ENDED = frozenset({JobState.DONE, JobState.IGNORED})


class JobReport:
    """Tells operators what the worker does."""

    def __init__(self, metrics: WorkerMetrics) -> None:
        self._metrics = metrics
        self._log = get_logger("worker")

    @contextmanager
    def running(self, entry: JobEntry) -> Iterator[None]:
        """Show the job as running meanwhile."""
        with self._metrics.running.labels(entry.tenant_uid).track_inprogress():
            yield

    def ended(self, entry: JobEntry, run: Run, settlement: Settlement, settled: Settled | None) -> None:
        """Tell how a run ended; `settled` is None when its result was dropped, for another worker may run the job."""
        kind, outcome = entry.kind.value, outcome_of(run, settled)
        self._metrics.jobs.labels(entry.tenant_uid, kind, outcome).inc()
        self._metrics.seconds.labels(kind).observe(run.seconds)
        if run.is_failed:
            self._metrics.failures.labels(entry.tenant_uid, kind, error_name(run.error)).inc()
        if settled is not None and settled.state in _ENDED:
            self._metrics.attempts.labels(kind).observe(entry.attempt_count + 1)
        self._log_end(entry, settlement, settled)

    def handed_back(self, entry: JobEntry) -> None:
        """Tell that the worker had to stop before the job had ended."""
        self._metrics.jobs.labels(entry.tenant_uid, entry.kind.value, "handed_back").inc()

    def held(self, tenant_uid: str, held_by: str) -> None:
        """Tell that a job was held."""
        self._metrics.held.labels(tenant_uid, kind_of_hold(held_by)).inc()

    def retry_scheduled(self, message: JobMessage, delay_ms: int) -> None:
        """Tell that a job was sent into a wait queue."""
        self._metrics.retries.labels(message.queue, f"{delay_ms / 1000:g}").inc()

    def _log_end(self, entry: JobEntry, settlement: Settlement, settled: Settled | None) -> None:
        attempt = settlement.attempt
        self._log.info(
            "job attempt ended",
            tenant=entry.tenant_uid,
            kind=entry.kind.value,
            key=entry.key,
            job_id=entry.job_id,
            state=settled.state.value if settled is not None else "lease lost",
            reason=settlement.reason,
            attempt=attempt.number if attempt is not None else None,
            outcome=attempt.outcome if attempt is not None else "deferred",
            error=attempt.message if attempt is not None and attempt.error_class else None,
            duration_seconds=attempt.duration_seconds if attempt is not None else None,
            trace=entry.trace,
        )


def outcome_of(run: Run, settled: Settled | None) -> str:
    """Name how a run ended: as the job stands now, or why it comes back."""
    if settled is None:
        return "lease_lost"
    if settled.state is not JobState.WAITING:
        return settled.state.value
    return "deferred" if isinstance(run.error, Deferred) else "failed"


def error_name(error: BaseException | None) -> str:
    """Name a failure by its class; what no handler raises on purpose has one name, however many classes there are."""
    return type(error).__name__ if isinstance(error, JobInterrupted) else "Unexpected"
