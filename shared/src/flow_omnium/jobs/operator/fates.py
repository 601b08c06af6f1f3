"""How the jobs of an act have fared since. What decides is pure; reading them changes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry, read_entry
from flow_omnium.jobs.operator.choosing import AT_ONCE
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Collection, Database


class Fate(StrEnum):
    """What became of a job after an act."""

    DONE = "done"
    """It has ended well: it wrote what was missing, found nothing to do, or a newer job went on in its place before it was tried."""
    CANCELLED = "cancelled"
    BROUGHT_BACK = "brought back"
    """It was cancelled, and a new job does it again."""
    FAILING = "failing again"
    """It has been tried since, and failed; a newer job may go on in its place."""
    PENDING = "pending"
    """Its turn has not come, or is coming."""
    RUNNING = "running"
    LEFT_ALONE = "left alone"
    """The act did not change it: it had changed meanwhile, or the act was broken off before."""
    UNREADABLE = "unreadable"
    GONE = "no longer kept"
    """The ledger has let it go: a job goes 30 days after it has ended."""


GOES_ON: Final = frozenset({Fate.PENDING, Fate.RUNNING})
"""What is still to be waited for."""

WELL: Final = frozenset({Fate.DONE, Fate.CANCELLED, Fate.BROUGHT_BACK, Fate.GONE, Fate.LEFT_ALONE})
"""What an operator need not look at."""

_ENDED_OR_RUNNING: Final[Mapping[JobState, Fate]] = MappingProxyType(
    {
        JobState.DONE: Fate.DONE,
        JobState.IGNORED: Fate.DONE,
        JobState.RUNNING: Fate.RUNNING,
    }
)


@dataclass(frozen=True)
class Member:
    """One job of an act, and what became of it; `job_id` is the one that does the work, which the act may have made.

    `state` is None where there is none, or it cannot be read.
    """

    job_id: str
    fate: Fate
    cause: str | None = None
    state: JobState | None = None


@dataclass(frozen=True)
class Cause:
    """Why some of the jobs fail again: how many, and one of them."""

    text: str
    count: int
    example: str


def fate_of(entry: JobEntry | UnreadableEntry | None, act_id: int, since: datetime) -> Fate:
    """Judge one job after the act of this number, which began at `since` (UTC)."""
    if not isinstance(entry, JobEntry):
        return Fate.GONE if entry is None else Fate.UNREADABLE
    if note_of(entry, act_id) is None:
        return Fate.LEFT_ALONE
    if entry.state is JobState.CANCELLED:
        return Fate.BROUGHT_BACK if any(act.made for act in entry.acts) else Fate.CANCELLED
    return _ENDED_OR_RUNNING.get(entry.state) or _fate_of_untold(entry, since)


def _fate_of_untold(entry: JobEntry, since: datetime) -> Fate:
    """What is pending, or was left to a newer job, is told by its latest attempt: a failure must not pass for a success."""
    if any(one.error_class and one.started_at >= since for one in entry.attempts[-1:]):
        return Fate.FAILING
    return Fate.DONE if entry.state is JobState.SUPERSEDED else Fate.PENDING


def note_of(entry: JobEntry, act_id: int) -> AuditEntry | None:
    """Return what the entry keeps of an act, None where that did not change it."""
    return next((act for act in reversed(entry.acts) if act.act_id == act_id), None)


def counts_of(members: Sequence[Member]) -> Mapping[Fate, int]:
    """Count what became of the jobs, in the order of the fates."""
    found = Counter(member.fate for member in members)
    return {fate: found[fate] for fate in Fate if found[fate]}


def causes_of(members: Sequence[Member]) -> Sequence[Cause]:
    """Return why jobs fail again, the most frequent cause first."""
    failing = [member for member in members if member.fate is Fate.FAILING]
    found = Counter(member.cause or "unknown" for member in failing)
    examples = {member.cause or "unknown": member.job_id for member in reversed(failing)}
    return [Cause(text, count, examples[text]) for text, count in found.most_common()]


class Fates:
    """Reads how the jobs of acts fared. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def of(self, ids: Sequence[Any], act_id: int, since: datetime) -> Sequence[Member]:
        """Judge these jobs after the act of this number, which began at `since` (UTC)."""
        entries = await self._read(ids)
        made = {job_id: _made_by(entries.get(str(job_id)), act_id) for job_id in ids}
        successors = await self._read([one for one in made.values() if one is not None])
        return [
            _member(str(made[job_id] or job_id), (successors if made[job_id] else entries), act_id, since)
            for job_id in ids
        ]

    async def _read(self, ids: Sequence[Any]) -> Mapping[str, JobEntry | UnreadableEntry]:
        found: dict[str, JobEntry | UnreadableEntry] = {}
        for start in range(0, len(ids), AT_ONCE):
            part = {"_id": {"$in": list(ids[start : start + AT_ONCE])}}
            # Of the attempts the latest alone is judged: all of them are most of an entry's bytes.
            latest = {"attempts": {"$slice": -1}, "event": 0}
            found |= {str(one["_id"]): read_entry(one) async for one in self._jobs.find(part, latest)}
        return found


def _made_by(entry: JobEntry | UnreadableEntry | None, act_id: int) -> str | None:
    note = note_of(entry, act_id) if isinstance(entry, JobEntry) else None
    return None if note is None else note.made


def _member(
    job_id: str, entries: Mapping[str, JobEntry | UnreadableEntry], act_id: int, since: datetime
) -> Member:
    entry = entries.get(job_id)
    fate = fate_of(entry, act_id, since)
    if not isinstance(entry, JobEntry):
        return Member(job_id, fate)
    return Member(job_id, fate, _cause(entry) if fate is Fate.FAILING else None, entry.state)


def _cause(entry: JobEntry) -> str:
    if entry.cause is None:  # of an entry from before causes were kept
        return str(entry.last_error_class)
    return f"{entry.cause.error}: {entry.cause.text}" if entry.cause.text else entry.cause.error
