"""Jobs as tests need them."""

import uuid
from datetime import UTC, datetime, timedelta

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import Lease
from flow_omnium.jobs.message import JobMessage, new_message
from flow_omnium.jobs.state import JobState

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def a_message(
    key: str = "1001", *, tenant_uid: str = "acme", kind: JobKind = JobKind.INBOUND_ORDER, at: datetime = NOON
) -> JobMessage:
    """Return the message of a new job."""
    return new_message(
        job_id=uuid.uuid4().hex,
        tenant_uid=tenant_uid,
        kind=kind,
        key=key,
        event={"objectId": key},
        accepted_at=at,
    )


def a_lease(owner: str = "worker-1", *, at: datetime = NOON, seconds: float = 60) -> Lease:
    """Return a lease taken at `at`."""
    return Lease(owner, at, timedelta(seconds=seconds))


def failed_attempt(number: int = 1, error_class: str = "Unavailable", message: str = "") -> Attempt:
    """Return an attempt that failed."""
    return Attempt(
        number=number,
        started_at=NOON,
        duration_seconds=1,
        outcome="failed",
        error_class=error_class,
        message=message,
    )


def a_failure(attempt: Attempt | None = None) -> AttemptResult:
    """Return how a first attempt ends that failed, since its record is gone if nothing else is said: the job waits two minutes."""
    attempt = attempt or failed_attempt(error_class="NotFound", message="gone")
    return AttemptResult(JobState.WAITING, delay_ms=120_000, failures=1, attempt=attempt)
