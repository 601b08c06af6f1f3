"""Showing how many rows are set aside."""

import asyncio
from collections.abc import Callable, Collection
from typing import Final

from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import TaskMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor

ROWS: Final = "rows that are set aside"
"""The name of the task that counts them."""

_COUNT_SECONDS: Final = 60.0


class RowWatch(Supervised):
    """Counts them every minute, of the tenants that `tenant_uids` names. Use as an async context manager."""

    def __init__(
        self,
        rows: RowStore,
        metrics: TaskMetrics,
        tenant_uids: Callable[[], Collection[str]],
        supervisor: Supervisor | None = None,
        *,
        count_seconds: float = _COUNT_SECONDS,
    ) -> None:
        super().__init__(supervisor, {ROWS: self._watch})
        self._rows = rows
        self._gauge = metrics.set_aside
        self._tenant_uids = tenant_uids
        self._count_seconds = count_seconds
        self._log = get_logger("rows")

    async def count(self) -> None:
        """Count once. Raises LedgerUnavailableError."""
        found = await self._rows.count_set_aside()
        wanted = frozenset(self._tenant_uids())
        # Nothing is awaited in between: what is gone leaves no series, and nobody sees them half told.
        self._gauge.clear()
        for (tenant_uid, kind), rows in found.items():
            if tenant_uid in wanted:
                self._gauge.labels(tenant_uid, kind).set(rows)

    async def _watch(self) -> None:
        while True:
            try:
                await self.count()
            except LedgerUnavailableError as error:
                self._log.warning("rows that are set aside were not counted", error=str(error))
            await asyncio.sleep(self._count_seconds)
