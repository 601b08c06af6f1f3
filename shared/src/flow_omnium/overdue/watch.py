"""Showing what is overdue."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.overdue.contract import AwaitedRecords
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.polling.intervals import interval_of
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import OverdueMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.tenant import Tenant

OVERDUE: Final = "what is overdue"
"""The name of the task that reads it."""

STATES: Final[Mapping[TaskName, Collection[OverdueState]]] = MappingProxyType(
    {
        TaskName.POLL_OMNIUM_ORDERS: (OverdueState.ORDER, OverdueState.PICK_UP, OverdueState.SENDER),
        TaskName.POLL_FLOW_ORDERS: (OverdueState.SALE,),
        TaskName.POLL_RECEIPTS: (OverdueState.SALE, OverdueState.RECEIPT, OverdueState.SENDER),
        TaskName.POLL_RECEIVEMENTS: (OverdueState.RECEPTION,),
    }
)
"""What the records that each poll lists may be."""

_READ_SECONDS: Final = 30.0


class OverdueGauge(Supervised):
    """Counts what is overdue every half minute, of the polls of this service. Use as an async context manager.

    A tenant whose poll is off, or who is not active, is left out: nobody looks again at what was found there.
    """

    def __init__(
        self,
        records: AwaitedRecords,
        tasks: Iterable[TaskName],
        metrics: OverdueMetrics,
        tenants: Callable[[], Collection[Tenant]],
        clock: Clock,
        supervisor: Supervisor | None = None,
    ) -> None:
        super().__init__(supervisor, {OVERDUE: self._watch})
        self._records = records
        self._tasks = frozenset(tasks) & STATES.keys()
        self._metrics = metrics
        self._tenants = tenants
        self._clock = clock
        self._log = get_logger("overdue")

    async def read(self) -> None:
        """Read once. Raises LedgerUnavailableError."""
        now = self._clock.now()
        found = await self._records.counts(now, self._tasks)
        # Nothing is awaited in between: what is gone leaves no series, and nobody sees them half told.
        self._metrics.clear()
        for tenant in self._tenants():
            for state in _states_of(tenant, self._tasks):
                count = found.get((tenant.tenant_uid, state))
                labels = (tenant.tenant_uid, state.value)
                late = 0.0 if count is None else (now - count.longest).total_seconds()
                self._metrics.records.labels(*labels).set(0 if count is None else count.number)
                self._metrics.seconds.labels(*labels).set(late)

    async def _watch(self) -> None:
        while True:
            try:
                await self.read()
            except LedgerUnavailableError as error:
                self._log.warning("what is overdue was not read", error=str(error))
            await asyncio.sleep(_READ_SECONDS)


def _states_of(tenant: Tenant, tasks: Collection[TaskName]) -> Collection[OverdueState]:
    """Return what can be overdue of an active tenant: what those of its polls look for that are on."""
    on = [task for task in tasks if tenant.active and interval_of(tenant, task) is not None]
    return {state for task in on for state in STATES[task]}
