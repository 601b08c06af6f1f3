"""What becomes of a job after an attempt: from its outcome and the failures so far, the next state and the delay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from flow_omnium.jobs.backoff import defer_delay_ms, retry_delay_ms
from flow_omnium.jobs.circuits.evidence import Tone
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.forwarding import Forwarding, forwarding_after
from flow_omnium.jobs.holding import POISON
from flow_omnium.jobs.hopeless import HOPELESS_AFTER, no_retry_mends
from flow_omnium.jobs.poison import DEATHS_ALONE, Deaths
from flow_omnium.jobs.state import JobState
from flow_omnium.outcomes import ApiError, Deferred, Failed, Ignored, Paused
from flow_omnium.runtime.redaction import cleaned, without_random_words

ATTENTION_AFTER = 5
"""How often a job fails before a person is told; it is still tried again by the table."""

MAX_MESSAGE = 2_000
MAX_CHANGES = 200
MAX_CHANGE = 500
MAX_SEEN = 100
"""Bounds of what an attempt keeps: with 50 attempts, an entry stays far below MongoDB's 16 MiB."""


@dataclass(frozen=True)
class Run:
    """One finished run of a handler: what it raised, if anything, and what it had written by then. Times are UTC.

    `has_written`: a call that may change something was sent, whatever became of it. `tones` is what it heard of the systems
    that it called. `seen`, `numbers`, `stores`: see `Journal`.
    """

    started_at: datetime
    ended_at: datetime
    error: BaseException | None
    changes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    has_written: bool = False
    seen: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    tones: Mapping[str, Tone] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long it took; 0 where the clock was set back meanwhile."""
        return max((self.ended_at - self.started_at).total_seconds(), 0)

    @property
    def is_failed(self) -> bool:
        """Whether it counts as a failure."""
        return self.error is not None and not isinstance(self.error, Ignored | Deferred | Paused)

    @property
    def has_compared(self) -> bool:
        """Whether it has compared both sides to the end: its flags are then all that is left for a person to look at."""
        return self.error is None or (isinstance(self.error, Ignored) and self.error.has_compared)

    @property
    def missed(self) -> str | None:
        """The system that the run failed for, since it did not answer; None where the run failed for itself, or not."""
        return min((system for system, tone in self.tones.items() if tone is not Tone.ANSWERED), default=None)


@dataclass(frozen=True)
class Outage:
    """What a job waits for that failed since a system did not answer, and when that run had begun (UTC)."""

    system: str
    since: datetime


@dataclass(frozen=True)
class AttemptResult:
    """What is written to the ledger. `delay_ms` is set for a job that waits, `held_by` for one that is held, `deaths`
    where they change. `forwarding` is set for one that failed, `outage` where a system did not answer it. A deferral counts
    no failure."""

    state: JobState
    reason: str | None = None
    delay_ms: int | None = None
    failures: int = 0
    attempt: Attempt | None = None
    span: str | None = None
    """The trace context of the run, if it was traced: the next attempt links to it."""
    held_by: str | None = None
    deaths: Deaths | None = None
    seen: tuple[str, ...] = ()
    """The versions that it made agree: none of a run that failed."""
    forwarding: Forwarding | None = None
    outage: Outage | None = None
    numbers: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    has_compared: bool = False
    """Both sides were compared to the end: what earlier jobs of the key had flagged is settled, or flagged again here."""


def result_of(
    run: Run, *, failures: int, attempt_count: int, retry_unit_seconds: float, was_forwarded: bool = False
) -> AttemptResult:
    """Decide a job's next state from its run and what went before; `was_forwarded`: an event had brought the run forward."""
    decided = _decided(run, failures, attempt_count, retry_unit_seconds, was_forwarded=was_forwarded)
    # Most runs find neither, and a copy of a result costs as much as deciding it.
    if not run.numbers and not run.stores:
        return decided
    return replace(decided, numbers=run.numbers, stores=run.stores)


def _decided(
    run: Run, failures: int, attempt_count: int, retry_unit_seconds: float, *, was_forwarded: bool
) -> AttemptResult:
    if isinstance(run.error, Paused):
        return AttemptResult(JobState.HELD, failures=failures, held_by=run.error.held_by)
    if isinstance(run.error, Deferred):
        delay = defer_delay_ms(run.error.after_seconds, retry_unit_seconds)
        # What was written before the deferral must show, although it counts as no failure.
        partial = _attempt(run, attempt_count + 1) if run.changes else None
        return AttemptResult(JobState.WAITING, cleaned(run.error.reason), delay, failures, partial)
    attempt = _attempt(run, attempt_count + 1)
    if isinstance(run.error, Ignored):
        reason, compared = cleaned(run.error.reason), run.has_compared
        return AttemptResult(
            JobState.IGNORED, reason, attempt=attempt, seen=_seen(run), has_compared=compared
        )
    if run.error is None:
        return AttemptResult(JobState.DONE, attempt=attempt, seen=_seen(run), has_compared=True)
    failed = failures + 1
    return AttemptResult(
        JobState.WAITING,
        None,
        retry_delay_ms(failed, retry_unit_seconds),
        failed,
        _flagged_if_failing(attempt, failed, is_hopeless=no_retry_mends(run.error)),
        forwarding=forwarding_after(was_forwarded=was_forwarded, retry_unit_seconds=retry_unit_seconds),
        outage=None if run.missed is None else Outage(run.missed, run.started_at),
    )


def result_of_lost(entry: JobEntry, *, at: datetime, retry_unit_seconds: float) -> AttemptResult:
    """Decide what becomes of a job whose worker gave no result before the lease ended, at `at` (UTC) at the latest.

    That counts as a failed attempt, and as a death (see `poison`).
    """
    deaths = entry.worker_deaths.one_more(alone=entry.alone)
    is_poison = entry.alone and deaths.alone >= DEATHS_ALONE
    # A worker that dies must not make its job come back at once for ever: the table counts the death as a failure.
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
    told = _flagged_if_failing(attempt, failed, is_hopeless=False)
    return AttemptResult(JobState.WAITING, None, delay, failed, told, deaths=deaths)


def superseded(result: AttemptResult) -> AttemptResult:
    """Return what a run ends as that would wait although a newer job of its key is pending."""
    return AttemptResult(
        JobState.SUPERSEDED,
        "a newer job of the record is pending",
        attempt=result.attempt,
        numbers=result.numbers,
        stores=result.stores,
    )


def _flagged_if_failing(attempt: Attempt, failed: int, *, is_hopeless: bool) -> Attempt:
    """Flag a job that keeps failing."""
    if is_hopeless and failed >= HOPELESS_AFTER:
        told = f"no retry mends this, it has failed {HOPELESS_AFTER} times or more, and is tried on"
    elif failed >= ATTENTION_AFTER:
        told = f"it has failed {ATTENTION_AFTER} times or more, and is tried on"
    else:
        return attempt
    # In the same words for the same failure, so that the operator's lists can group them, and one job has one flag.
    flag = f"{told}: {attempt.message}"[:MAX_CHANGE]
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
        # Cleaned only here, where it is kept: until now, ids that a vendor names in its answer had to be read from it.
        message=cleaned(without_random_words(str(error) or type(error).__name__))[:MAX_MESSAGE],
        http_status=error.http_status if isinstance(error, Failed) else None,
        **_call_of(run),
    )


def _seen(run: Run) -> tuple[str, ...]:
    return tuple(version[:MAX_CHANGE] for version in run.seen[-MAX_SEEN:])


def _call_of(run: Run) -> Mapping[str, str]:
    """Name the call that went wrong; of a run that took too long at least the system that it waited for."""
    if isinstance(run.error, ApiError):
        call = run.error.call
        return {"system": call.system, "call": f"{call.method} {call.route}"}
    return {} if run.missed is None else {"system": run.missed}


def _bounded(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(cleaned(line)[:MAX_CHANGE] for line in lines[:MAX_CHANGES])
