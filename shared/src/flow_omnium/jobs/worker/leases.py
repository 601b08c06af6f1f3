"""Renewing the leases of everything that runs in this process, in one loop; a run whose lease is lost is ended.

When a lease has ended another worker may run the job, so our run must end too, whether we heard of the other or not. A
lease counts from the moment it was asked for, not from the answer.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, RunLedger
from flow_omnium.jobs.worker.fence import Fence, LeaseLostError, RunLease
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervised, Supervisor

LEASES = "leases"
"""The name of the task that renews them."""

_RENEWALS_PER_LEASE = 3
_ENOUGH = 2 / 3
"""Share of a lease that must be left when a run begins: enough until the next renewal, even a slow one."""


@dataclass(frozen=True)
class Deadline:
    """When a run must end: with its lease, or at `timeout_at` (in seconds of the loop's clock) when it takes too long."""

    timeout: asyncio.Timeout
    timeout_at: float

    @property
    def is_of_lease(self) -> bool:
        """Whether the run was ended by the end of its lease, not by its time-out."""
        return self.timeout.expired() and self.timeout.when() != self.timeout_at

    def move(self, to: float) -> None:
        """Move it, unless it is over."""
        if not self.timeout.expired():
            self.timeout.reschedule(min(to, self.timeout_at))


@dataclass(frozen=True)
class KeptLease:
    """The lease of one run, and when the run must end."""

    entry: JobEntry
    lease: RunLease
    deadline: Deadline


class LeaseRenewer(Supervised):
    """Renews every kept lease three times per lease. Use as an async context manager."""

    def __init__(
        self, ledger: RunLedger, clock: Clock, lease: timedelta, supervisor: Supervisor | None = None
    ) -> None:
        super().__init__(supervisor, {LEASES: self._keep})
        self._ledger = ledger
        self._clock = clock
        self._lease = lease
        self._enough = lease * _ENOUGH
        self.fence = Fence(clock)
        self._kept: dict[str, KeptLease] = {}
        self._log = get_logger("leases")

    async def secured(self, entry: JobEntry) -> RunLease:
        """Return the lease under which a run may begin. Raises LeaseLostError."""
        # A claim that was answered late may have used up its own lease: with less than two thirds left, renew it first.
        now = self._clock.now()
        until = entry.lease_until or now + self._lease
        if until <= now + self._enough:
            until = now + self._lease
            if not await self._is_renewed_in_time(entry, until):
                raise LeaseLostError("the lease ended before the run began")
        return RunLease(until, self._lease)

    async def _is_renewed_in_time(self, entry: JobEntry, until: datetime) -> bool:
        try:
            async with asyncio.timeout(self._lease.total_seconds() / _RENEWALS_PER_LEASE):
                return await self._ledger.renew(entry, until)
        except (LedgerUnavailableError, TimeoutError):
            return False

    @property
    def running(self) -> Sequence[str]:
        """What runs now, as its tenant, kind and key, with the job's id."""
        entries = [kept.entry for kept in list(self._kept.values())]
        return [f"{each.tenant_uid} {each.kind.value} {each.key} (job {each.job_id})" for each in entries]

    def deadline(self, lease: RunLease, seconds: float) -> Deadline:
        """Return the deadline of a run that begins now and may last this long."""
        timeout_at = asyncio.get_running_loop().time() + seconds
        return Deadline(asyncio.timeout_at(min(self._ends_at(lease), timeout_at)), timeout_at)

    def kept(self, entry: JobEntry, lease: RunLease, deadline: Deadline) -> AbstractAsyncContextManager[None]:
        """Renew a run's lease meanwhile. The deadline moves along with the lease, and to now when the lease is lost.

        Raises TimeoutError at the deadline.
        """
        return _Keeping(self._kept, KeptLease(entry, lease, deadline), self.fence)

    async def _keep(self) -> None:
        pause = self._lease.total_seconds() / _RENEWALS_PER_LEASE
        while True:
            await asyncio.sleep(pause)
            await asyncio.gather(*(self._renew(kept, pause) for kept in list(self._kept.values())))

    async def _renew(self, kept: KeptLease, patience: float) -> None:
        until = self._clock.now() + self._lease
        try:
            async with asyncio.timeout(patience):
                is_ours = await self._ledger.renew(kept.entry, until)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other leases must still be renewed
            self._log.warning(
                "a lease could not be renewed",
                tenant=kept.entry.tenant_uid,
                jobId=kept.entry.job_id,
                error=type(error).__name__,
            )
            # The next renewal may still come in time; if not, the run ends at its deadline.
            return
        if self._kept.get(kept.entry.job_id) is not kept:
            return  # the run has ended while we asked
        if is_ours:
            kept.lease.until = until
            kept.deadline.move(self._ends_at(kept.lease))
        else:
            kept.lease.is_lost = True
            kept.deadline.move(asyncio.get_running_loop().time())

    def _ends_at(self, lease: RunLease) -> float:
        left = (lease.safe_until - self._clock.now()).total_seconds()
        return asyncio.get_running_loop().time() + left


class _Keeping(AbstractAsyncContextManager[None]):
    """A class, since each run enters it: a generator costs three times as much."""

    def __init__(self, kept: dict[str, KeptLease], one: KeptLease, fence: Fence) -> None:
        self._kept = kept
        self._one = one
        self._fenced = fence.around(one.lease)

    async def __aenter__(self) -> None:
        await self._one.deadline.timeout.__aenter__()
        # Inside the time-out: a call that the handler makes while it is cancelled is checked as well.
        self._fenced.__enter__()
        self._kept[self._one.entry.job_id] = self._one

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._fenced.__exit__(kind, error, trace)
        lease, deadline = self._one.lease, self._one.deadline
        try:
            await deadline.timeout.__aexit__(kind, error, trace)
        finally:
            del self._kept[self._one.entry.job_id]
            # A run that its lease ended was not merely slow: another worker may have begun.
            lease.is_lost = lease.is_lost or deadline.is_of_lease
