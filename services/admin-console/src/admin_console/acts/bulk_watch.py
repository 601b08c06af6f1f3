"""Looks whether acts on many jobs stand still, and tells the metrics how many do."""

import asyncio
from typing import Final

from flow_omnium.jobs.operator.bulk_acts import BulkState
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import Database, DatabaseError, fault_of
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import ConsoleMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor

BULK_WATCH: Final = "bulk acts watch"
"""The name of the task that looks."""

LOOK_SECONDS: Final = 30.0


class BulkWatch(Supervised):
    """Looks for as long as it is open. Use as an async context manager."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        metrics: ConsoleMetrics,
        supervisor: Supervisor | None = None,
        *,
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        super().__init__(supervisor, {BULK_WATCH: self._watch})
        self._acts = BulkActs(database)
        self._clock = clock
        self._metrics = metrics
        self._look_seconds = look_seconds
        self._told: frozenset[int] = frozenset()
        self._log = get_logger("bulk acts")

    async def look(self) -> None:
        """Look once; each act that stands still is named in the log once. Raises DatabaseError."""
        found = await self._acts.in_trouble(self._clock.now())
        still = frozenset(act.number for act in found if act.state is BulkState.OPEN)
        for number in sorted(still - self._told):
            self._log.warning("an act on many jobs stands still", act=number)
        self._told = still
        self._metrics.bulk_acts_still.set(len(still))

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
            except DatabaseError as error:
                self._log.warning("acts on many jobs cannot be looked at just now", error=fault_of(error))
            await asyncio.sleep(self._look_seconds)
