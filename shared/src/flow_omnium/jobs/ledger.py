"""What the engine asks of the ledger, and its answers. The real one is `mongo_ledger`, the fake in `testing`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.settlement import Settlement

MAX_ATTEMPTS_KEPT = 50
"""An entry keeps its latest attempts; `attempt_count` counts them all."""


class LedgerUnavailableError(Exception):
    """The ledger did not answer, or did not acknowledge a write: whether it took effect is unknown."""


@dataclass(frozen=True)
class Recorded:
    """What recording an event led to: a new job, or the pending one that it joins."""

    job: JobMessage
    is_new: bool
    is_published: bool


class Refusal(Enum):
    """Why a message does not start its job."""

    STALE = auto()
    """The ticket is old, or the job has ended: drop the message."""
    BUSY = auto()
    """The job, or another one of its record, is running: come back later."""


@dataclass(frozen=True)
class Lease:
    """Who may run a job, from when and until when (UTC) unless renewed."""

    owner: str
    taken_at: datetime
    duration: timedelta

    @property
    def until(self) -> datetime:
        """When the lease ends unless it is renewed."""
        return self.taken_at + self.duration


class Ledger(Protocol):
    """Every job, its state, its attempts and its last error. Each method raises LedgerUnavailableError."""

    async def record(self, jobs: Sequence[JobMessage]) -> Sequence[Recorded]:
        """Store new jobs durably, in one write; a job whose record has a pending one joins it. Keeps the order."""
        ...

    async def mark_published(self, jobs: Sequence[JobMessage], at: datetime) -> None:
        """Note that the broker has confirmed the messages of these jobs; older tickets change nothing."""
        ...

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """Take the message's job to run it: it is pending, or its last runner's lease has ended.

        A job that the ledger lacks is rebuilt from its message first.
        """
        ...

    async def renew(self, entry: JobEntry, until: datetime) -> bool:
        """Prolong the lease of a running job; False when it was lost."""
        ...

    async def settle(self, entry: JobEntry, settlement: Settlement, at: datetime) -> JobEntry | None:
        """Write the result of a run that we hold the lease of; None when the lease was lost.

        A job that would wait although a newer pending one exists ends as superseded; the newer inherits its failures.
        """
        ...
