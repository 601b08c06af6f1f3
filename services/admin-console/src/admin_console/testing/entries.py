"""Jobs as unit tests of pages need them."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry, Settled
from flow_omnium.jobs.kinds import QUEUE_BY_KIND, JobKind, lock_key_of
from flow_omnium.jobs.state import JobState

NOON: Final = datetime(2026, 11, 27, 12, tzinfo=UTC)


def an_attempt(number: int = 1, *, minutes: float = 0, **fields: Any) -> Attempt:
    """Return an attempt that began so many minutes after noon and took a second."""
    at = NOON + timedelta(minutes=minutes)
    return Attempt(
        **{"number": number, "started_at": at, "duration_seconds": 1.0, "outcome": "succeeded", **fields}
    )


def a_failure(number: int = 1, *, minutes: float = 0, status: int = 502) -> Attempt:
    """Return an attempt that Flow has refused."""
    return an_attempt(
        number,
        minutes=minutes,
        outcome="failed",
        error_class="Unavailable",
        message="Flow POST /orders answered 502: bad gateway",
        http_status=status,
        system="Flow",
        call="POST /orders",
    )


def an_entry(key: str = "om-1", kind: JobKind = JobKind.INBOUND_ORDER, **fields: Any) -> JobEntry:
    """Return a job of a record that came at noon, or so many `minutes` after it."""
    at = NOON + timedelta(minutes=fields.pop("minutes", 0))
    given: dict[str, Any] = {
        "job_id": f"{key}-{kind.value}-{at:%H%M}".replace("-", "").ljust(32, "0"),
        "tenant_uid": "acme",
        "kind": kind,
        "queue": QUEUE_BY_KIND[kind],
        "key": key,
        "lock_key": lock_key_of(kind, key),
        "state": JobState.QUEUED,
        "ticket": 1,
        "event": {"objectId": key, "category": "created"},
        "accepted_at": at,
    }
    return JobEntry(**{**given, **fields})


def failing(key: str = "om-1", **fields: Any) -> JobEntry:
    """Return a job that has failed twice, is tried again at five past, flags something, and was retried by a person."""
    tries = (a_failure(1), a_failure(2, minutes=2))
    act = AuditEntry(act="retry", by="kari", at=NOON + timedelta(minutes=1), reason="INC-77", act_id=7)
    given: dict[str, Any] = {
        "state": JobState.WAITING,
        "attempts": tries,
        "attempt_count": 2,
        "failures": 2,
        "cause": tries[0].cause,
        "last_error_class": "Unavailable",
        "next_attempt_at": NOON + timedelta(minutes=5),
        "attention": ("line 2: the price differs",),
        "numbers": ("68",),
        "store_uid": "oslo",
        "acts": (act,),
    }
    return an_entry(key, **{**given, **fields})


def echo(minutes: float) -> JobEntry:
    """Return a run that found nothing to do."""
    return an_entry(
        kind=JobKind.OUTBOUND_ORDER,
        minutes=minutes,
        state=JobState.IGNORED,
        reason="both sides agree",
        finished_at=NOON + timedelta(minutes=minutes, seconds=1),
        attempts=(an_attempt(minutes=minutes, outcome="ignored"),),
    )


def settled(**fields: Any) -> JobEntry:
    """Return a job whose flag a person has settled."""
    said = Settled(by="kari", at=NOON, note="mended in Flow", flags=("line 2: the price differs",))
    return an_entry(**{"state": JobState.DONE, "finished_at": NOON, "settled": said, **fields})
