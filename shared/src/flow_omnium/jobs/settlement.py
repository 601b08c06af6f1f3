"""What becomes of a job after an attempt: outcome and failures so far → new state and delay. Pure: no I/O, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flow_omnium.jobs.backoff import defer_delay_ms, retry_delay_ms
from flow_omnium.jobs.entry import Attempt
from flow_omnium.jobs.handler import Changes
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import Deferred, Failed, Ignored
from flow_omnium.runtime.redaction import redact

MAX_MESSAGE = 2_000
MAX_CHANGES = 200
MAX_CHANGE = 500
"""Bounds of what an attempt keeps: with 50 attempts, an entry stays far below the database's 16 MiB."""


@dataclass(frozen=True)
class Run:
    """One finished run of a handler: what it returned or raised, and when. Times are UTC."""

    started_at: datetime
    ended_at: datetime
    result: Changes | BaseException


@dataclass(frozen=True)
class Settlement:
    """The state to write. `delay_ms` is set for a job that waits; a deferral leaves no attempt and no failure."""

    state: JobState
    reason: str | None = None
    delay_ms: int | None = None
    failures: int = 0
    attempt: Attempt | None = None


def settle(run: Run, *, failures: int, attempt_count: int, retry_unit_seconds: float) -> Settlement:
    """Decide a job's next state from its run and what went before."""
    if isinstance(run.result, Deferred):
        delay = defer_delay_ms(run.result.after_seconds, retry_unit_seconds)
        return Settlement(JobState.WAITING, redact(run.result.reason), delay, failures)
    attempt = _attempt(run, attempt_count + 1)
    if isinstance(run.result, Ignored):
        return Settlement(JobState.IGNORED, redact(run.result.reason), attempt=attempt)
    if isinstance(run.result, BaseException):
        failed = failures + 1
        return Settlement(JobState.WAITING, None, retry_delay_ms(failed, retry_unit_seconds), failed, attempt)
    return Settlement(JobState.DONE, attempt=attempt)


def _attempt(run: Run, number: int) -> Attempt:
    result = run.result
    duration = (run.ended_at - run.started_at) / timedelta(seconds=1)
    common = {"number": number, "started_at": run.started_at, "duration_seconds": round(max(duration, 0), 4)}
    if isinstance(result, Ignored):
        return Attempt(**common, outcome="ignored", message=redact(result.reason))
    if isinstance(result, BaseException):
        return Attempt(
            **common,
            outcome="failed",
            error_class=type(result).__name__,
            message=redact(str(result) or type(result).__name__)[:MAX_MESSAGE],
            http_status=result.http_status if isinstance(result, Failed) else None,
        )
    return Attempt(
        **common,
        outcome="done",
        changes=tuple(redact(line)[:MAX_CHANGE] for line in list(result)[:MAX_CHANGES]),
    )
