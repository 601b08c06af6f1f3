"""What a run that has ended leaves: the task as it stands then, and its entry in the history. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.jobs.backoff import retry_delay_ms
from flow_omnium.outcomes import Deferred, Ignored, JobInterrupted, Misconfigured
from flow_omnium.runtime.redaction import cleaned, without_random_words
from flow_omnium.tasks.due import Due
from flow_omnium.tasks.record import LastRun, RunEntry, RunResult, TaskRecord, TaskState
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Tally

MAX_TEXT: Final = 2_000
SHORTEST_STOP_SECONDS: Final = 5.0
LOST: Final = "its process did not renew the lease"

_TRIED_AGAIN: Final = (RunResult.FAILED, RunResult.LOST)


@dataclass(frozen=True)
class RunEnd:
    """How a run ended. `stops_for` are the seconds that whoever stopped it asked for; times are UTC."""

    result: RunResult
    ended_at: datetime
    text: str = ""
    error: str | None = None
    stops_for: float = 0


@dataclass(frozen=True)
class Plan:
    """What the next run follows: what this one covers (`scope`), the schedule's text, the due time after the end."""

    scope: str
    schedule: str = ""
    due_at: datetime | None = None


def end_of(error: Exception | None, ended_at: datetime) -> RunEnd:
    """Return how a run ended that raised this, or nothing."""
    if error is None:
        return RunEnd(RunResult.DONE, ended_at)
    text = _kept(without_random_words(str(error) or type(error).__name__))[:MAX_TEXT]
    if isinstance(error, Ignored):
        return RunEnd(RunResult.DONE, ended_at, text)
    if isinstance(error, Deferred):
        return RunEnd(RunResult.STOPPED, ended_at, text, "Deferred", error.after_seconds)
    result = RunResult.REFUSED if isinstance(error, Misconfigured) else RunResult.FAILED
    return RunEnd(result, ended_at, text, error_name(error))


def error_name(error: BaseException) -> str:
    """Name a failure by its class; what no task raises on purpose is told apart, since it is a fault of ours."""
    name = type(error).__name__
    return name if isinstance(error, JobInterrupted) else f"Unexpected {name}"


def after_run(run: TaskRecord, due: Due, end: RunEnd, plan: Plan, *, retry_unit_seconds: float) -> TaskRecord:
    """Return the task as it stands after a run. A dry run, and one of some products, changes no due time and no watermark."""
    failures = run.failures + (end.result in (*_TRIED_AGAIN, RunResult.REFUSED))
    again_at = _again_at(end, failures, retry_unit_seconds)
    idle = replace(handed_back(run), request=_left_of(run.running, end, again_at))
    if due.is_partial:
        return idle
    after = replace(
        idle,
        schedule=plan.schedule,
        due_at=plan.due_at,
        retry_at=again_at,
        failures=failures,
        last=LastRun(end.result, end.ended_at, end.text),
    )
    return _arrived(after, due, plan.scope, run.started_at) if end.result is RunResult.DONE else after


def after_loss(run: TaskRecord, plan: Plan, at: datetime, *, retry_unit_seconds: float) -> TaskRecord:
    """Return the task as it stands after a run whose process gave no result."""
    return after_run(run, _due_of(run), _loss(at), plan, retry_unit_seconds=retry_unit_seconds)


def handed_back(run: TaskRecord) -> TaskRecord:
    """Return the task as if the run had not begun: it is due again at once, and for the same request."""
    return replace(run, state=TaskState.IDLE, owner=None, lease_until=None, running=None, request=run.running)


def entry_of(run: TaskRecord, due: Due, end: RunEnd, tally: Tally) -> RunEntry | None:
    """Return what the history keeps of a run; None of one that nobody asked for and that did nothing."""
    counts = tally.counts
    is_quiet = end.result is RunResult.DONE and not (
        counts.written or counts.set_aside or tally.told or tally.flags
    )
    if is_quiet and due.request is None:
        return None
    return RunEntry(
        tenant_uid=run.tenant_uid,
        task=run.task,
        ticket=run.ticket,
        started_at=run.started_at or end.ended_at,
        ended_at=end.ended_at,
        result=end.result,
        text=end.text,
        error=end.error,
        is_full=due.is_full,
        since=due.since,
        request=due.request,
        counts=counts,
        told=tuple(map(_kept, tally.told)),
        told_left_out=tally.told_left_out,
        flags=tuple(map(_kept, tally.flags)),
    )


def entry_of_loss(run: TaskRecord, at: datetime) -> RunEntry | None:
    """Return what the history keeps of a run whose process gave no result: how far it had come."""
    counts = vars(run.counts)
    return entry_of(run, _due_of(run), _loss(at), Tally(**counts))


def _kept(line: str) -> str:
    # What a peer sent may hold half a character, which no database takes: the run's result must not fail by that.
    return cleaned(line).encode(errors="replace").decode()


def _loss(at: datetime) -> RunEnd:
    return RunEnd(RunResult.LOST, at, LOST, "WorkerLostError")


def _due_of(run: TaskRecord) -> Due:
    """What it was begun with, as far as that is kept."""
    return Due(is_full=run.running is not None and run.running.is_full, request=run.running)


def _again_at(end: RunEnd, failures: int, retry_unit_seconds: float) -> datetime | None:
    if end.result is RunResult.STOPPED:
        return end.ended_at + timedelta(seconds=max(end.stops_for, SHORTEST_STOP_SECONDS))
    if end.result in _TRIED_AGAIN:
        return end.ended_at + timedelta(milliseconds=retry_delay_ms(failures, retry_unit_seconds))
    return None


def _left_of(request: RunRequest | None, end: RunEnd, again_at: datetime | None) -> RunRequest | None:
    """A request that could not be fulfilled yet goes on; one for some products, or a dry one, that failed is told as failed."""
    if request is None or again_at is None:
        return None
    goes_on = end.result is RunResult.STOPPED or not request.is_partial
    return replace(request, not_before=again_at) if goes_on else None


def _arrived(after: TaskRecord, due: Due, scope: str, started_at: datetime | None) -> TaskRecord:
    # The time before the first read: what changed meanwhile is read again by the next run.
    full_at = started_at if due.is_full else after.full_at
    return replace(after, scope=scope, watermark=started_at, full_at=full_at, failures=0)
