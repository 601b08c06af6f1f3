"""What the engine asks of the ledger, and what it answers. MongoDB implements it beside this file, memory in `testing`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState

MAX_ATTEMPTS_KEPT = 50
"""An entry keeps its latest attempts; `attempt_count` counts them all."""


class LedgerUnavailableError(Exception):
    """The ledger did not answer, or did not acknowledge a write: whether it took effect is unknown."""


class UnstorableError(Exception):
    """The document cannot be stored, however often it is tried: the document is at fault, not the ledger."""


@dataclass(frozen=True)
class Due:
    """A message that is to be published: at once, or into the wait queue of a delay."""

    message: JobMessage
    delay_ms: int = 0


@dataclass(frozen=True)
class Recorded:
    """What recording an event led to: a new job, or the pending one that it joins.

    `forwarded` is the message of that one where the event has brought it forward.
    """

    job_id: str
    is_new: bool
    forwarded: Due | None = None


def due_of(jobs: Sequence[JobMessage], recorded: Sequence[Recorded]) -> Sequence[Due]:
    """Return what whoever has recorded these jobs must publish; what he does not, the relay does."""
    found = (Due(job) if item.is_new else item.forwarded for job, item in zip(jobs, recorded, strict=True))
    return [due for due in found if due is not None]


class Refusal(Enum):
    """Why a message does not start its job."""

    STALE = auto()
    """The ticket is old, or the job runs or has ended: drop the message."""
    BUSY = auto()
    """Another job of the record runs."""


@dataclass(frozen=True)
class Lease:
    """Who may run a job, from when and until when (UTC) unless renewed. A worker that dies renews nothing, so its jobs
    come free by themselves."""

    owner: str
    taken_at: datetime
    duration: timedelta

    @property
    def until(self) -> datetime:
        """When the lease ends unless it is renewed."""
        return self.taken_at + self.duration


@dataclass(frozen=True)
class Completed:
    """What a run ended as. `ticket` is the one that the next message must carry.

    `has_waiters` (stored as `hasHeirs`): another job was held for the lock of this one, and must be taken now. `put_off` is
    the message of the newer job of the key, where that has to wait first.
    """

    state: JobState
    ticket: int
    has_waiters: bool = False
    put_off: Due | None = None


class IntakeLedger(Protocol):
    """What the gateway needs. Each method raises LedgerUnavailableError."""

    async def record(self, jobs: Sequence[JobMessage]) -> Sequence[Recorded]:
        """Store new jobs durably, in one write; a job whose record has a pending one joins it. Keeps the order.

        A pending job takes over the event of one that joins it if that tells the deletion of the record. One that waits
        since its attempt failed is brought forward, once (see `forwarding`).
        """
        ...


class RunLedger(IntakeLedger, Protocol):
    """What a worker needs besides. Each method raises LedgerUnavailableError."""

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """Take the message's pending job to run it. A job that the ledger lacks is rebuilt from its message first.

        The entry comes without its earlier attempts.
        """
        ...

    async def hold(self, message: JobMessage, held_by: str, at: datetime) -> bool:
        """Keep the message's pending job without a message in the broker; False when the message is stale."""
        ...

    async def notify_waiter(self, job: JobMessage) -> bool:
        """Ask the running job of the record to take a held one when it ends; False when none runs."""
        ...

    async def take_held_by_record(self, job: JobMessage, lease: Lease) -> JobEntry | None:
        """Take the oldest job that is held for this job's record, to run it."""
        ...

    async def take_held_by_slot(
        self, tenant_uid: str, queues: Collection[str], lease: Lease, at_most: int = 1
    ) -> Sequence[JobEntry]:
        """Take the oldest jobs of the tenant that are held for a slot, to run them; none only when none is left.

        One whose record is busy is left to that record's runner.
        """
        ...

    async def take_held_alone(self, queues: Collection[str], lease: Lease) -> JobEntry | None:
        """Take the job that has been held longest to run alone; not one whose record is busy."""
        ...

    async def begin_alone(self, entry: JobEntry) -> bool:
        """Note that from now on the job runs alone; False when the lease was lost."""
        ...

    async def renew(self, entry: JobEntry, until: datetime) -> bool:
        """Prolong the lease of a running job; False when it was lost."""
        ...

    async def complete(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """Write the result of a run that we hold the lease of; None when the lease was lost.

        A job that would wait although a newer pending one exists ends as superseded; the newer inherits its failures. That one
        runs at once, unless this run had been brought forward as well and has failed: then the newer waits (see `forwarding`).
        """
        ...

    async def hand_back(self, entry: JobEntry, at: datetime) -> Completed | None:
        """Return a running job to the queue unfinished, at no cost; None when the lease was lost."""
        ...

    async def put_on_hold(self, entry: JobEntry, held_by: str, at: datetime) -> Completed | None:
        """Hold a running job that should not run now, at no cost; None when the lease was lost."""
        ...

    async def awaits(self, tenant_uid: str, kind: JobKind, key: str) -> bool:
        """Tell whether a job of the key is pending or runs."""
        ...


class RelayLedger(Protocol):
    """What the relay needs. Each method raises LedgerUnavailableError; `limit` bounds every list, oldest first."""

    async def lead(self, owner: str, at: datetime, duration: timedelta) -> bool:
        """Become or stay the one relay that works, by a lease; False while another one has it."""
        ...

    async def unclaimed(self, queue: str, before: datetime, limit: int) -> Sequence[JobEntry]:
        """List jobs of a queue, queued or waiting, that were due before `before` and that nobody has claimed."""
        ...

    async def latest_claimed(self, queue: str) -> datetime | None:
        """Return when the latest due of the last claimed jobs of this queue had been due."""
        ...

    async def abandoned(self, at: datetime, limit: int) -> Sequence[JobEntry]:
        """List running jobs whose lease has ended."""
        ...

    async def lose(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """Complete a run whose lease has ended; None when it was renewed or ended meanwhile.

        With a newer pending job of the key it ends as superseded, and the newer one inherits its failures and deaths.
        """
        ...

    async def holds(self) -> Collection[str]:
        """List every reason for which some job is held."""
        ...

    async def held(
        self, held_by: str, before: datetime, limit: int, *, tenant_uid: str | None = None
    ) -> Sequence[JobEntry]:
        """List jobs held for this reason since before `before`, of one tenant or of all."""
        ...

    async def tenants_held_by_slot(self) -> Collection[str]:
        """List the tenants with jobs that are held for a slot."""
        ...

    async def running_records(self, jobs: Sequence[JobEntry]) -> Collection[tuple[str, str]]:
        """Return which (tenant, lock key) of these jobs have a running job."""
        ...

    async def running_tenants(self, tenant_uids: Collection[str]) -> Collection[str]:
        """Return which of these tenants have a running job."""
        ...

    async def reissue(self, jobs: Sequence[JobEntry], at: datetime) -> Sequence[JobMessage]:
        """Queue these pending jobs again under new tickets; those that changed meanwhile are left out."""
        ...
