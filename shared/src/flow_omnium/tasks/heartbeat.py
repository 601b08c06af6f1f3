"""Keeping the lease of a run of a task: while it goes on the lease is renewed, and when the lease is lost the run is ended."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from flow_omnium.jobs.worker.fence import Fence, RunLease
from flow_omnium.jobs.worker.leases import Deadline
from flow_omnium.runtime.background import ended
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.tasks.contract import TaskStore
from flow_omnium.tasks.policy import TaskPolicy
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tasks.tally import Tally

_BEATS_PER_LEASE: Final = 3


class Heartbeat:
    """Renews a lease three times per lease, and tells with it how far the run is."""

    def __init__(self, store: TaskStore, policy: TaskPolicy, fence: Fence, supervisor: Supervisor) -> None:
        self._store = store
        self._policy = policy
        self._fence = fence
        self._supervisor = supervisor
        self._log = get_logger("tasks")

    @asynccontextmanager
    async def kept(self, run: TaskRecord, lease: RunLease, tally: Tally) -> AsyncIterator[None]:
        """Keep the lease meanwhile; calls through the fence leave only as long as it is ours.

        Raises TimeoutError where it is lost, and then `lease.is_lost` is set.
        """
        deadline = Deadline(asyncio.timeout_at(self._ends_at(lease)), math.inf)
        beating = self._supervisor.start("task heartbeat", self._beat(run, lease, tally, deadline))
        try:
            async with deadline.timeout:
                with self._fence.around(lease):
                    yield
        finally:
            lease.is_lost = lease.is_lost or deadline.is_of_lease
            await ended(beating)

    async def _beat(self, run: TaskRecord, lease: RunLease, tally: Tally, deadline: Deadline) -> None:
        pause = self._policy.lease.total_seconds() / _BEATS_PER_LEASE
        while not lease.is_lost:
            await asyncio.sleep(pause)
            await self._renew(run, lease, tally, deadline)

    async def _renew(self, run: TaskRecord, lease: RunLease, tally: Tally, deadline: Deadline) -> None:
        # It counts from the moment it is asked for, not from the answer.
        until = self._policy.now() + self._policy.lease
        try:
            async with asyncio.timeout(self._policy.lease.total_seconds() / _BEATS_PER_LEASE):
                is_ours = await self._store.renew(run, until, tally.counts)
        except Exception as error:  # noqa: BLE001 - the next one may come in time; if not, the run ends with its lease
            self._log.warning(
                "the lease of a task run could not be renewed", run=run.key, error=type(error).__name__
            )
            return
        if is_ours:
            lease.until = until
            deadline.move(self._ends_at(lease))
        else:
            lease.is_lost = True
            deadline.move(asyncio.get_running_loop().time())

    def _ends_at(self, lease: RunLease) -> float:
        left = (lease.safe_until - self._policy.now()).total_seconds()
        return asyncio.get_running_loop().time() + left
