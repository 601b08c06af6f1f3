"""The sync of `product-export` jobs: a product was saved in Omnium; the key is its id, or `*` where the event names none."""

from dataclasses import replace
from datetime import datetime

from catalog_sync.basis import Basis
from catalog_sync.basis_cache import BasisCache
from catalog_sync.job_writes import AskForRun, apply_row, plan_of, require_export
from catalog_sync.products.gather import ProductGathering
from catalog_sync.products.leftovers import leftover_layers
from catalog_sync.products.mapping import map_products
from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped
from catalog_sync.task_parts import TaskParts
from catalog_sync.withdrawal import withdrawals
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import WHATEVER_CHANGED
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.models.catalogue import Product
from flow_omnium.outcomes import Ignored
from flow_omnium.rest.batches import Batch
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tenants.tenant import Tenant

ASKED_BY = "event"
"""Who asks for a run, where an event does."""


class ProductExport:
    """Compares one product, with all that it hangs on, with what Flow has."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts
        self._gathering = ProductGathering(parts.omnium, parts.flow, parts.rows)
        self._basis = BasisCache(self._whole_basis)

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        require_export(job.tenant)
        if job.key == WHATEVER_CHANGED:
            return _run_for_many(job.tenant)
        basis = await self._basis.basis(job.tenant, job.started_at)
        product = await self._gathering.product(job.tenant, job.key, basis.scope.language)
        mapped = await (self._gone(job) if product is None else self._mapped(basis, product))
        export = self._parts.export_one(job.tenant)
        planned = await export.plan(mapped)
        await export.agree(planned.agreed)
        return replace(plan_of(planned, mapped), reason=_why_nothing(job, product, mapped))

    async def apply(self, job: JobContext, write: Write) -> Write | None:
        """See `Sync.apply`."""
        if isinstance(write, AskForRun):
            request = RunRequest(by=ASKED_BY, at=job.started_at)
            await self._parts.tasks.request(job.tenant.tenant_uid, write.task, request)
            return None
        return await apply_row(job, self._parts.export_one(job.tenant), write)

    async def _whole_basis(self, tenant: Tenant, at: datetime) -> Basis:
        return await self._gathering.with_groups(await self._parts.check.basis(tenant, at))

    async def _mapped(self, basis: Basis, product: Product) -> Mapped:
        batch = Batch([product])
        suppliers = await self._gathering.supplier_rows(basis.tenant, batch.records, Current())
        mapped = map_products(batch, basis, suppliers)
        left = await leftover_layers(self._parts.rows, basis.tenant.tenant_uid, mapped, batch)
        return Mapped((*mapped.layers, *left), mapped.faults)

    async def _gone(self, job: JobContext) -> Mapped:
        """Take out of use what was written of a product that Omnium has no more."""
        stored = await self._parts.rows.of_records(job.tenant.tenant_uid, [RowKind.PRODUCT], [job.key])
        layer = withdrawals(RowKind.PRODUCT, [row for row in stored if row.digest is not None])
        return Mapped((layer,) if layer else ())


def _run_for_many(tenant: Tenant) -> Plan:
    task = tenant.catalog.task(TaskName.PRODUCT)
    if task is None or task.is_disabled:
        message = f"the event names no product, and {TaskName.PRODUCT} is disabled"
        raise Ignored(message)
    return Plan((AskForRun(TaskName.PRODUCT),))


def _why_nothing(job: JobContext, product: Product | None, mapped: Mapped) -> str | None:
    if product is None and not mapped.rows:
        return f"Omnium has no product {job.key}, and nothing of it was exported"
    return None if mapped.rows else f"product {job.key} is not sold in the shop's markets, or is no SKU"
