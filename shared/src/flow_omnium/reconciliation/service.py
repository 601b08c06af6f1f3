"""The reconciliations of a worker service: beside its jobs and polls, by the same syncs."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from flow_omnium.jobs.ledger.flagged import MongoFlagged
from flow_omnium.jobs.ledger.seen import MongoSeen
from flow_omnium.jobs.sync import Syncs
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.service import Neighbours
from flow_omnium.reconciliation.compares import Compares
from flow_omnium.reconciliation.judging import Meaning
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.reconciliation.pace import Pace
from flow_omnium.reconciliation.parts import ReportParts
from flow_omnium.reconciliation.task import ReconciliationTask
from flow_omnium.reconciliation.watch import DriftWatch
from flow_omnium.runtime.metrics import ReconciliationMetrics


async def open_reconciliation(
    stack: AsyncExitStack,
    near: Neighbours,
    jobs: LedgerJobs,
    syncs: Syncs,
    meaning: Meaning,
    compares: Mapping[ReconciliationKind, Compares],
) -> ReconciliationTask:
    """Begin to show what was found, and return the task that compares."""
    stores = near.stores
    database = stores.client[near.settings.mongodb_database]
    store, metrics = MongoReconciliations(database), ReconciliationMetrics(stores.metrics.registrar)

    def active() -> list[str]:
        return [tenant.tenant_uid for tenant in stores.tenants.known() if tenant.active]

    watch = DriftWatch(store, compares.keys(), metrics, active, stores.clock, stores.supervisor)
    await stack.enter_async_context(watch)
    seen, flagged, settings = MongoSeen(database), MongoFlagged(database), near.settings
    pace = Pace(settings.reconciliation_concurrency, settings.reconciliation_per_second)
    parts = ReportParts(store, syncs, meaning, seen, flagged, jobs, stores.clock, pace, stores.marks)
    return ReconciliationTask(parts, compares, jobs)


def calls_at_once(near: Neighbours) -> int:
    """Return how many calls at once comparisons make to Omnium: one, unless more than two records are to be compared at once."""
    return max(1, near.settings.reconciliation_concurrency // 2)
