"""What a run may know of the other jobs of its tenant, and the jobs that are made where no event will come."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from flow_omnium.customer_marks.port import CustomerMarks
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.contract import IntakeLedger, RunLedger, due_of
from flow_omnium.jobs.message import JobMessage, new_message
from flow_omnium.runtime.clock import Clock


@dataclass(frozen=True)
class Wanted:
    """A job that somebody wants made: its kind and key, and what it is to know of what would have been its event."""

    kind: JobKind
    key: str
    event: Mapping[str, Any] = field(default_factory=dict)


class OtherJobs(Protocol):
    """What a run may ask of the other jobs of its tenant, and how it makes one. Raises LedgerUnavailableError.

    `marks` is what is kept of customers beside the jobs.
    """

    marks: CustomerMarks | None

    async def awaits(self, tenant_uid: str, kind: JobKind, key: str) -> bool:
        """Tell whether a job of the key is pending or runs."""
        ...

    async def wake(self, tenant_uid: str, kind: JobKind, key: str, event: Mapping[str, str]) -> None:
        """Make a job as if an event had come; a pending one of the key serves as well."""
        ...


class NoOthers:
    """Implements `OtherJobs` where there is no ledger."""

    marks: CustomerMarks | None = None

    async def awaits(self, _tenant_uid: str, _kind: JobKind, _key: str) -> bool:
        """See `OtherJobs.awaits`."""
        return False

    async def wake(self, _tenant_uid: str, _kind: JobKind, _key: str, _event: Mapping[str, str]) -> None:
        """See `OtherJobs.wake`."""


class LedgerJobs:
    """Implements `OtherJobs`. It makes a job as the gateway does: first into the ledger, then to the broker."""

    def __init__(
        self, ledger: RunLedger, dispatch: Dispatch, clock: Clock, marks: CustomerMarks | None = None
    ) -> None:
        self._ledger = ledger
        self._dispatch = dispatch
        self._clock = clock
        self.marks = marks

    async def awaits(self, tenant_uid: str, kind: JobKind, key: str) -> bool:
        """See `OtherJobs.awaits`."""
        return await self._ledger.awaits(tenant_uid, kind, key)

    async def wake(self, tenant_uid: str, kind: JobKind, key: str, event: Mapping[str, str]) -> None:
        """See `OtherJobs.wake`."""
        await self.make(tenant_uid, [Wanted(kind, key, event)])

    async def make(self, tenant_uid: str, wanted: Sequence[Wanted]) -> int:
        """Make jobs as if their events had come; return how many are new, where no pending one serves as well.

        Raises LedgerUnavailableError.
        """
        jobs = [_new_job(tenant_uid, one.kind, one.key, one.event, self._clock) for one in wanted]
        recorded = await self._ledger.record(jobs)
        await self._dispatch.announce(due_of(jobs, recorded))
        return sum(one.is_new for one in recorded)


class LedgerOutbox:
    """Makes jobs without a connection to the broker: the relay publishes what the ledger has, within a minute."""

    def __init__(self, ledger: IntakeLedger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    async def wake(self, tenant_uid: str, kind: JobKind, key: str, event: Mapping[str, str]) -> None:
        """See `OtherJobs.wake`."""
        await self._ledger.record([_new_job(tenant_uid, kind, key, event, self._clock)])


def _new_job(tenant_uid: str, kind: JobKind, key: str, event: Mapping[str, Any], clock: Clock) -> JobMessage:
    return new_message(
        job_id=uuid.uuid4().hex,
        tenant_uid=tenant_uid,
        kind=kind,
        key=key,
        event=dict(event),
        accepted_at=clock.now(),
    )
