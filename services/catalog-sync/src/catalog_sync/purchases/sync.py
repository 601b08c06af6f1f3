"""The syncs of `purchase-order-export` and `delivery-export` jobs; the key is the record's id (catalog.md 4.16, 4.17, 5).

Either event may concern what the other is about: a delivery takes lines of purchase orders, a purchase order's header stands
on those of its deliveries. So each job exports what the tenant's setting makes of its record.
"""

from collections.abc import Iterable
from dataclasses import replace

from catalog_sync.basis import Basis
from catalog_sync.basis_cache import BasisCache
from catalog_sync.job_writes import apply_row, plan_of, require_export
from catalog_sync.purchases.bringing import PurchaseBringing
from catalog_sync.purchases.gather import PurchaseGathering
from catalog_sync.purchases.keys import record_of_delivery
from catalog_sync.purchases.mode import is_by_delivery
from catalog_sync.purchases.source import Sources, joined
from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped
from catalog_sync.task_parts import TaskParts
from catalog_sync.withdrawal import withdrawals
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.handler import JobContext, Journal
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import Plan, Write


class PurchaseExport:
    """Compares what was made of one purchase order, or of one delivery, with what Flow has."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts
        self._gathering = PurchaseGathering(parts.omnium, parts.rows)
        self._bringing = PurchaseBringing(parts, self._gathering)
        self._basis = BasisCache(parts.check.basis)

    async def plan(self, job: JobContext) -> Plan:
        """See `Sync.plan`."""
        require_export(job.tenant)
        basis = await self._basis.basis(job.tenant, job.started_at)
        sources = await self._sources(job, basis)
        _note(job.journal, sources)
        current = Current()
        mapped = await self._bringing.prepare(basis, sources, current)
        mapped = mapped if sources.records or mapped.faults else await self._with_gone(job, mapped)
        export = self._parts.export_one(job.tenant, current)
        planned = await export.plan(mapped)
        await export.agree(planned.agreed)
        return replace(plan_of(planned, mapped), reason=_why_nothing(job, sources, mapped))

    async def apply(self, job: JobContext, write: Write) -> Write | None:
        """See `Sync.apply`."""
        return await apply_row(job, self._parts.export_one(job.tenant), write)

    async def _sources(self, job: JobContext, basis: Basis) -> Sources:
        of_delivery = job.kind is JobKind.DELIVERY_EXPORT
        if is_by_delivery(job.tenant):
            deliveries = [job.key] if of_delivery else await self._deliveries(job)
            return joined([await self._gathering.of_delivery(basis, one) for one in deliveries])
        orders = await self._gathering.orders_of_delivery(job.tenant, job.key) if of_delivery else [job.key]
        return joined(await self._orders(job, basis, orders))

    async def _orders(self, job: JobContext, basis: Basis, ids: Iterable[str]) -> list[Sources]:
        batches = [await self._gathering.order(job.tenant, one) for one in ids]
        return [self._gathering.of_orders(basis, batch) for batch in batches]

    async def _deliveries(self, job: JobContext) -> list[str]:
        batch = await self._gathering.order(job.tenant, job.key)
        for unreadable in batch.unreadable:
            raise unreadable.fault  # which deliveries it is in, nobody can tell
        named = [await self._gathering.deliveries_of_order(job.tenant, one) for one in batch.records]
        return [one for some in named for one in some]

    async def _with_gone(self, job: JobContext, mapped: Mapped) -> Mapped:
        """Close what was made of a record that Omnium has no more."""
        record = record_of_delivery(job.key) if job.kind is JobKind.DELIVERY_EXPORT else job.key
        kinds = [RowKind.PURCHASE_ORDER]
        stored = await self._parts.rows.of_records(job.tenant.tenant_uid, kinds, [record])
        layer = withdrawals(RowKind.PURCHASE_ORDER, [row for row in stored if row.digest is not None])
        return Mapped((*mapped.layers, layer), mapped.faults) if layer else mapped


def _note(journal: Journal, sources: Sources) -> None:
    for source in sources.sources:
        order = source.order
        journal.called(order.id, order.reference_number, source.delivery and source.delivery.id)
        journal.in_store(sanitize_uid(order.store_id) if order.store_id else None)


def _why_nothing(job: JobContext, sources: Sources, mapped: Mapped) -> str | None:
    if mapped.rows:
        return None
    what = "delivery" if job.kind is JobKind.DELIVERY_EXPORT else "purchase order"
    if sources.left_out:
        return "; ".join(sources.left_out)
    if sources.sources:
        return f"{what} {job.key} is finished, and was never exported"
    return f"Omnium has nothing of {what} {job.key} that is exported"
