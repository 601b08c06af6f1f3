"""Keeping the leases of everything that runs in this process, in one loop; a run whose lease is lost is ended.

From the end of a lease on another worker may run the job, so ours must end then, whether we heard of the other or not.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, RunLedger
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Kept, Supervisor

LEASES = "leases"
"""The name of the task that keeps them."""

_RENEWALS_PER_LEASE = 3


@dataclass
class KeptLease:
    """The lease of one run. `is_lost` is set before the run's time-out is brought forward to end it."""

    entry: JobEntry
    until: datetime
    deadline: asyncio.Timeout
    is_lost: bool = False


class LeaseKeeper:
    """Renews every kept lease three times per lease. Use as an async context manager."""

    def __init__(
        self, ledger: RunLedger, clock: Clock, lease: timedelta, supervisor: Supervisor | None = None
    ) -> None:
        self._ledger = ledger
        self._clock = clock
        self._lease = lease
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

    async def is_safe(self, entry: JobEntry) -> bool:
        """Tell whether a run may begin: a claim that was answered late may have outlived its own lease, so one that
        has less than half of it left is renewed first."""
        now = self._clock.now()
        if entry.lease_until is None or entry.lease_until > now + self._lease / 2:
            return True
        try:
            async with asyncio.timeout(self._lease.total_seconds() / _RENEWALS_PER_LEASE):
                return await self._ledger.renew(entry, now + self._lease)
        except (LedgerUnavailableError, TimeoutError):
            return False

    @contextmanager
    def kept(self, entry: JobEntry, deadline: asyncio.Timeout) -> Iterator[KeptLease]:
        """Keep a run's lease while it lasts; when it is lost, `deadline` is brought forward to this moment."""
        kept = KeptLease(entry, entry.lease_until or self._clock.now() + self._lease, deadline)
        self._kept[entry.job_id] = kept
        try:
            yield kept
        finally:
            del self._kept[entry.job_id]

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
            # It may still be renewed in time; if it would end before the next try has ended, the run ends now.
            is_ours = kept.until > self._clock.now() + 2 * timedelta(seconds=patience)
        else:
            kept.until = until
        if not is_ours:
            _end(kept)


def _end(kept: KeptLease) -> None:
    kept.is_lost = True
    if not kept.deadline.expired():
        kept.deadline.reschedule(asyncio.get_running_loop().time())
