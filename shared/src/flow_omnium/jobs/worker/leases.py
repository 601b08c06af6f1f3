"""Keeping the leases of everything that runs in this process, in one loop; a run whose lease is lost is ended.

From the end of a lease on another worker may run the job, so ours must end then, whether we heard of the other or not.
A lease is counted from when it was asked for, not from the answer.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, RunLedger
from flow_omnium.jobs.worker.fence import Fence, LeaseLostError, RunLease
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Kept, Supervisor

LEASES = "leases"
"""The name of the task that keeps them."""

_RENEWALS_PER_LEASE = 3
_ENOUGH = 2 / 3
"""Share of a lease with which a run may begin: it lasts until the next renewal, with room for that to be slow."""


@dataclass
class KeptLease:
    """The lease of one run, and the run's deadline: the end of its time-out or of its lease, whichever is sooner."""

    entry: JobEntry
    lease: RunLease
    deadline: asyncio.Timeout
    timeout_at: float | None
    """When the run has lasted too long, in the loop's time."""


class LeaseKeeper:
    """Renews every kept lease three times per lease. Use as an async context manager."""

    def __init__(
        self, ledger: RunLedger, clock: Clock, lease: timedelta, supervisor: Supervisor | None = None
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._lease = lease
        self.fence = Fence(clock)
        self._kept: dict[str, KeptLease] = {}
        self._supervisor = supervisor or Supervisor()
        self._keeper: Kept | None = None
        self._log = get_logger("leases")

    async def __aenter__(self) -> Self:
        self._keeper = self._supervisor.keep(LEASES, self._keep)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._keeper is not None:
            await self._keeper.stop()

    async def secured(self, entry: JobEntry) -> RunLease:
        """Return the lease under which a run may begin: a claim that was answered late may have outlived its own lease,
        so one that has less than two thirds of it left is renewed first. Raises LeaseLostError."""
        now = self._clock.now()
        until = entry.lease_until or now + self._lease
        if until <= now + self._lease * _ENOUGH:
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

    @contextmanager
    def kept(self, entry: JobEntry, lease: RunLease, deadline: asyncio.Timeout) -> Iterator[None]:
        """Keep a run's lease while it lasts. `deadline` is moved along with the lease's end, and brought forward to this
        moment when the lease is lost."""
        kept = KeptLease(entry, lease, deadline, deadline.when())
        self._kept[entry.job_id] = kept
        self._set_deadline(kept)
        try:
            with self.fence.around(lease):
                yield
        finally:
            del self._kept[entry.job_id]
            lease.is_lost = lease.is_lost or _outlasted(kept)

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
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the fault of this lease alone
            self._log.warning(
                "a lease could not be renewed",
                tenant=kept.entry.tenant_uid,
                jobId=kept.entry.job_id,
                error=type(error).__name__,
            )
            # It may still be renewed in time; if not, the run ends by its deadline.
            return
        if self._kept.get(kept.entry.job_id) is not kept:
            return  # The run has ended while we asked: its deadline is over, and its lease was given up.
        if is_ours:
            kept.lease.until = until
            self._set_deadline(kept)
        else:
            _end(kept)

    def _set_deadline(self, kept: KeptLease) -> None:
        if kept.deadline.expired():
            return
        left = (kept.lease.safe_until - self._clock.now()).total_seconds()
        ends_at = asyncio.get_running_loop().time() + left
        kept.deadline.reschedule(ends_at if kept.timeout_at is None else min(ends_at, kept.timeout_at))


def _end(kept: KeptLease) -> None:
    kept.lease.is_lost = True
    if not kept.deadline.expired():
        kept.deadline.reschedule(asyncio.get_running_loop().time())


def _outlasted(kept: KeptLease) -> bool:
    """Whether the run was ended by the end of its lease, not by its time-out."""
    return kept.deadline.expired() and kept.deadline.when() != kept.timeout_at
