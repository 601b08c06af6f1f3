"""Showing what the latest reconciliations have found."""

import asyncio
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Final

from flow_omnium.jobs.ledger.contract import LedgerUnavailableError
from flow_omnium.reconciliation.contract import Reconciliations
from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.reconciliation.report import Report
from flow_omnium.reconciliation.result import DRIFT, Result
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import ReconciliationMetrics
from flow_omnium.runtime.supervision import Supervised, Supervisor

DRIFTS: Final = "what reconciliations have found"
"""The name of the task that reads it."""

SHOWN_FOR: Final = timedelta(days=30)
"""An older report tells nothing of today."""

FIXED: Final = "fixed"
"""Stands for what differed and was given a job."""

_READ_SECONDS: Final = 60.0


class DriftWatch(Supervised):
    """Reads the latest report of each kind every minute, of the tenants that `tenant_uids` names. Use as an async context manager."""

    def __init__(
        self,
        store: Reconciliations,
        kinds: Collection[ReconciliationKind],
        metrics: ReconciliationMetrics,
        tenant_uids: Callable[[], Collection[str]],
        clock: Clock,
        supervisor: Supervisor | None = None,
    ) -> None:
        super().__init__(supervisor, {DRIFTS: self._watch})
        self._store = store
        self._kinds = kinds
        self._metrics = metrics
        self._tenant_uids = tenant_uids
        self._clock = clock
        self._log = get_logger("reconciliation")

    async def read(self) -> None:
        """Read once. Raises LedgerUnavailableError."""
        now = self._clock.now()
        found = await self._store.latest(self._kinds, now - SHOWN_FOR)
        wanted = frozenset(self._tenant_uids())
        # Nothing is awaited in between: what is gone leaves no series, and nobody sees them half told.
        self._metrics.clear()
        for (tenant_uid, kind), report in found.items():
            if tenant_uid in wanted and report.ended_at is not None:
                self._show(report, tenant_uid, kind)
                age = (now - report.ended_at).total_seconds()
                self._metrics.age.labels(tenant_uid, kind.value).set(max(age, 0))

    def _show(self, report: Report, tenant_uid: str, kind: ReconciliationKind) -> None:
        for result in Result:
            # Each record that differs was given a job by a report that makes some.
            number = 0 if report.makes_jobs and result in DRIFT else report.counts.of(result)
            self._metrics.rows.labels(tenant_uid, kind.value, result.value).set(number)
        self._metrics.rows.labels(tenant_uid, kind.value, FIXED).set(report.counts.fixed)

    async def _watch(self) -> None:
        while True:
            try:
                await self.read()
            except LedgerUnavailableError as error:
                self._log.warning("what reconciliations have found was not read", error=str(error))
            await asyncio.sleep(_READ_SECONDS)
