"""What becomes of a job after an attempt: outcome and failures so far → new state and delay. Pure: no I/O, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flow_omnium.jobs.backoff import defer_delay_ms, retry_delay_ms
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.holding import POISON
from flow_omnium.jobs.poison import DEATHS_ALONE, Deaths
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import Deferred, Failed, Ignored
from flow_omnium.runtime.redaction import cleaned, without_random_words

ATTENTION_AFTER = 5
"""How often a job fails before a person is told; it is tried on by the table all the same."""
MAX_MESSAGE = 2_000
MAX_CHANGES = 200
MAX_CHANGE = 500
"""Bounds of what an attempt keeps: with 50 attempts, an entry stays far below the database's 16 MiB."""


@dataclass(frozen=True)
class Run:
    """One finished run of a handler: what it raised, if it did, and what it did before. Times are UTC.

    `has_written` tells that a call which may have changed something has left, whatever became of it.
    """

    started_at: datetime
    ended_at: datetime
    error: BaseException | None
    changes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    has_written: bool = False

    @property
    def seconds(self) -> float:
        """How long it took; a clock that was set back meanwhile makes it 0."""
        return max((self.ended_at - self.started_at).total_seconds(), 0)

    @property
    def is_failed(self) -> bool:
        """Whether it counts as a failure."""
        return self.error is not None and not isinstance(self.error, Ignored | Deferred)


@dataclass(frozen=True)
class AttemptResult:
    """The state to write. `delay_ms` is set for a job that waits; a deferral counts no failure.

    `held_by` is set for a job that is held, `deaths` where they change.
    """

    state: JobState
    reason: str | None = None
    delay_ms: int | None = None
    failures: int = 0
    attempt: Attempt | None = None
    span: str | None = None
    """The trace context of the run, if it was traced: the next attempt names it."""
    held_by: str | None = None
    deaths: Deaths | None = None


def result_of(run: Run, *, failures: int, attempt_count: int, retry_unit_seconds: float) -> AttemptResult:
    """Decide a job's next state from its run and what went before."""
    if isinstance(run.error, Deferred):
        delay = defer_delay_ms(run.error.after_seconds, retry_unit_seconds)
        # What was written before the deferral must show, although it counts as no failure.
        partial = _attempt(run, attempt_count + 1) if run.changes else None
        return AttemptResult(JobState.WAITING, cleaned(run.error.reason), delay, failures, partial)
    attempt = _attempt(run, attempt_count + 1)
    if isinstance(run.error, Ignored):
        return AttemptResult(JobState.IGNORED, cleaned(run.error.reason), attempt=attempt)
    if run.error is not None:
        failed = failures + 1
        told = _told_of_failing(attempt, failed)
        return AttemptResult(JobState.WAITING, None, retry_delay_ms(failed, retry_unit_seconds), failed, told)
    return AttemptResult(JobState.DONE, attempt=attempt)


def result_of_lost(entry: JobEntry, *, at: datetime, retry_unit_seconds: float) -> AttemptResult:
    """Decide what becomes of a job whose run was lost: its lease ended at `at` at the latest, and nobody has said how it
    went. A lost attempt is a failed one, and counts as a death."""
    deaths = entry.worker_deaths.one_more(alone=entry.alone)
    is_poison = entry.alone and deaths.alone >= DEATHS_ALONE
    failed = entry.failures + 1
    started = entry.started_at or at
    attempt = Attempt(
        number=entry.attempt_count + 1,
        started_at=started,
        duration_seconds=max(round((at - started).total_seconds(), 4), 0),
        outcome="lost",
        error_class="WorkerLostError",
        message=f"worker {entry.owner} did not renew its lease",
        flags=(deaths.words,) if is_poison else (),
    )
    if is_poison:
        return AttemptResult(JobState.HELD, failures=failed, attempt=attempt, held_by=POISON, deaths=deaths)
    delay = retry_delay_ms(failed, retry_unit_seconds)
    told = _told_of_failing(attempt, failed)
    return AttemptResult(JobState.WAITING, None, delay, failed, told, deaths=deaths)


def _told_of_failing(attempt: Attempt, failed: int) -> Attempt:
    """Flag a job that goes on failing, in the same words while it fails of the same; the attempt that succeeds flags nothing."""
    if failed < ATTENTION_AFTER:
        return attempt
    flag = f"it has failed {ATTENTION_AFTER} times or more, and is tried on: {attempt.message}"[:MAX_CHANGE]
    return attempt.model_copy(update={"flags": (*attempt.flags, flag)})


def _attempt(run: Run, number: int) -> Attempt:
    error = run.error
    common = {
        "number": number,
        "started_at": run.started_at,
        "duration_seconds": round(run.seconds, 4),
        "changes": _bounded(run.changes),
        "flags": _bounded(run.flags),
    }
    if error is None:
        return Attempt(**common, outcome="done")
    if isinstance(error, Ignored | Deferred):
        return Attempt(**common, outcome=type(error).__name__.lower(), message=cleaned(error.reason))
    return Attempt(
        **common,
        outcome="failed",
        error_class=type(error).__name__,
        # Only where it is kept: before, the ids that a vendor names in its answer are still to be read from it.
        message=cleaned(without_random_words(str(error) or type(error).__name__))[:MAX_MESSAGE],
        http_status=error.http_status if isinstance(error, Failed) else None,
    )


def _bounded(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(cleaned(line)[:MAX_CHANGE] for line in lines[:MAX_CHANGES])
