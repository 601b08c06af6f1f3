"""What happened to a record, as one line of time over all its jobs: the latest first. Pure.

Runs that found nothing to do are most of what happens to an order: each write to Flow makes Flow tell of it. One after another
they are folded into one moment.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from admin_console.find.story import way_of
from admin_console.jobs.output import held_words
from admin_console.terminal import counted
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.state import FINAL, JobState

_EVENT_WORDS: Final = ("category", "action", "eventType", "eventClass", "type")
"""Where the senders' events say what has happened."""


class Kind(StrEnum):
    """What a moment is, for people."""

    EVENT = "came"
    FAILED = "failed"
    WROTE = "done"
    NOTHING = "nothing to do"
    HELD = "held"
    ENDED = "ended"
    SETTLED = "settled"
    ACT = "act"


@dataclass(frozen=True)
class Happening:
    """Something that happened at a time (UTC): what, in words, of which job; `details` a line each.

    `folded` are others that are not shown one by one, `act_id` the act's number in the log of acts.
    """

    at: datetime
    kind: Kind
    text: str
    job_id: str
    details: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    act_id: int | None = None
    folded: "tuple[Happening, ...]" = ()

    @property
    def anchor(self) -> str:
        """What the moment is called in the page; of several, as the first of them is, since others are added to them later."""
        first = self.folded[-1] if self.folded else self
        return (
            f"{'fold' if self.folded else self.kind.name.lower()}-{first.job_id}-{first.at.timestamp():.6f}"
        )


def timeline(jobs: Sequence[JobEntry]) -> Sequence[Happening]:
    """Return what happened, the latest first."""
    every = sorted((one for job in jobs for one in _of_job(job)), key=_order, reverse=True)
    return list(_folded(every))


def _order(one: Happening) -> tuple[datetime, bool]:
    """What came is before what was made of it, also within one moment."""
    return one.at, one.kind is not Kind.EVENT


def _of_job(job: JobEntry) -> Iterator[Happening]:
    if is_echo(job):
        yield _echo(job)
        return
    yield Happening(job.accepted_at, Kind.EVENT, f"{way_of(job.kind)}: {_event(job)}", job.job_id)
    for attempt in job.attempts:
        yield _attempt(job, attempt)
    yield from _acts(job)
    yield from _standing(job)


def is_echo(job: JobEntry) -> bool:
    """Tell whether all there is to say of a job is that it found nothing to do."""
    if job.state is not JobState.IGNORED or job.acts or job.attention or job.settled:
        return False
    return not any(attempt.error_class or attempt.changes or attempt.flags for attempt in job.attempts)


def _echo(job: JobEntry) -> Happening:
    why = f": {job.reason}" if job.reason else ""
    return Happening(job.accepted_at, Kind.NOTHING, f"{way_of(job.kind)}: nothing to do{why}", job.job_id)


def _event(job: JobEntry) -> str:
    if not job.event:
        return "a run was asked for"
    told = [str(job.event[name]) for name in _EVENT_WORDS if job.event.get(name)]
    return f"an event came ({', '.join(told)})" if told else "an event came"


def _attempt(job: JobEntry, attempt: Attempt) -> Happening:
    at = attempt.started_at + timedelta(seconds=attempt.duration_seconds)
    kind = _kind_of(attempt)
    if kind is Kind.FAILED:
        told = ": ".join(filter(None, (attempt.error_class, attempt.message)))
        text = f"{way_of(job.kind)}: try {attempt.number} failed: {told}"
    elif kind is Kind.WROTE:
        text = f"{way_of(job.kind)}: {counted(len(attempt.changes), 'change')} written"
    else:
        text = f"{way_of(job.kind)}: try {attempt.number}: {attempt.outcome}"
    return Happening(at, kind, text, job.job_id, attempt.changes, attempt.flags)


def _kind_of(attempt: Attempt) -> Kind:
    if attempt.error_class:
        return Kind.FAILED
    return Kind.WROTE if attempt.changes else Kind.NOTHING


def _acts(job: JobEntry) -> Iterator[Happening]:
    for act in job.acts:
        reason = f": {act.reason}" if act.reason else ""
        yield Happening(act.at, Kind.ACT, f"{act.by}: {act.act}{reason}", job.job_id, act_id=act.act_id)
    if job.settled is not None:
        text = f"settled by {job.settled.by}: {job.settled.note}"
        yield Happening(job.settled.at, Kind.SETTLED, text, job.job_id, job.settled.flags)


def _standing(job: JobEntry) -> Iterator[Happening]:
    if job.state is JobState.HELD:
        at, why = job.held_at or job.accepted_at, held_words(job)
        yield Happening(at, Kind.HELD, f"{way_of(job.kind)}: held ({why})", job.job_id)
    elif job.state in FINAL and job.finished_at is not None and not _is_said(job):
        reason = f": {job.reason}" if job.reason else ""
        text = f"{way_of(job.kind)}: {job.state.value}{reason}"
        yield Happening(job.finished_at, Kind.ENDED, text, job.job_id)


def _is_said(job: JobEntry) -> bool:
    """Tell whether its last attempt says how it has ended."""
    return job.state is JobState.DONE and bool(job.attempts) and bool(job.attempts[-1].changes)


def _folded(every: Iterable[Happening]) -> Iterator[Happening]:
    """Put runs that found nothing to do, and follow one another, into one."""
    echoes: list[Happening] = []
    for one in every:
        if _is_foldable(one):
            echoes.append(one)
            continue
        yield from _fold(echoes)
        echoes = []
        yield one
    yield from _fold(echoes)


def _is_foldable(one: Happening) -> bool:
    return one.kind is Kind.NOTHING and not one.flags and not one.details


def _fold(echoes: Sequence[Happening]) -> Iterator[Happening]:
    if len(echoes) < 2:  # noqa: PLR2004 - one alone says more by itself
        yield from echoes
        return
    text = f"{len(echoes)} runs found nothing to do"
    yield replace(echoes[0], text=text, folded=tuple(echoes))
