"""The sync of `store-export` jobs: some store was saved in Omnium, and all of them are compared (catalog.md 4.2)."""

from typing import Final

from catalog_sync.basis_cache import BasisCache
from catalog_sync.job_writes import apply_row, plan_of, require_export
from catalog_sync.stores.mapping import map_stores
from catalog_sync.task_parts import TaskParts
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.models.catalogue import StoreSearch
from flow_omnium.outcomes import Deferral, Deferred

DEBOUNCE_SECONDS: Final = 30.0
"""For so long events of stores are collected: whoever saves one often saves several."""


class StoreExport:
    """Compares all stores; the first run of a job only waits, so that many events make one comparison."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts
        self._basis = BasisCache(parts.check.basis)

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        require_export(job.tenant)
        if not job.is_rerun and job.wakes is not None:
            message = "more stores may be saved in these seconds"
            raise Deferred(message, cause=Deferral.DEBOUNCED, after_seconds=DEBOUNCE_SECONDS)
        basis = await self._basis.basis(job.tenant, job.started_at)
        stores = await self._parts.omnium.catalogue.stores(job.tenant, StoreSearch(page=0, take=0))
        mapped = map_stores(stores, basis)
        export = self._parts.export_one(job.tenant)
        planned = await export.plan(mapped)
        await export.agree(planned.agreed)
        return plan_of(planned, mapped)

    async def apply(self, job: JobContext, write: Write) -> Write | None:
        """See `Sync.apply`."""
        return await apply_row(job, self._parts.export_one(job.tenant), write)
