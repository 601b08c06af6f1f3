"""`FlowProductScheduledTask`: products with all that they hang on, by delta; in a full run compared with what Flow has."""

from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.products.gather import ProductGathering
from catalog_sync.products.groups import SeenGroups
from catalog_sync.products.leftovers import forget_refused, leftover_layers
from catalog_sync.products.mapping import map_products
from catalog_sync.rows.current import Current
from catalog_sync.rows.export import RowExport
from catalog_sync.rows.kinds import OF_PRODUCTS, RowKind
from catalog_sync.rows.row import Mapped
from catalog_sync.run_report import count_in
from catalog_sync.scope import currencies_differ
from catalog_sync.task_parts import TaskParts
from catalog_sync.withdrawal import require_plausible, withdrawals
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.omnium.models.catalogue import Product
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.batches import Batch, Unreadable
from flow_omnium.tasks.task import TaskRun

LOUD_SHARE: Final = 0.5
LOUD_ROWS: Final = 1_000
"""A delta that reads more than so many products, and such a share of all, may be one whose filter Omnium did not know."""


@dataclass
class Seen:
    """What a run has met: the keys of what it read of products, the ids of these, and of those that it could not read."""

    keys: set[str] = field(default_factory=set)
    records: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)

    def lacks(self, row: ExportedRow) -> bool:
        """Tell whether a row's product was not met; a record that could not be read may hold it still."""
        return row.key not in self.keys and (row.record or row.key) not in self.doubtful


class ProductTask:
    """Brings products batch by batch; the next batch is asked for when the one before is written."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts
        self._gathering = ProductGathering(parts.omnium, parts.flow, parts.rows)

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`."""
        basis = await self._gathering.with_groups(await self._parts.check.of_run(run))
        groups = SeenGroups(self._parts, run)
        if await groups.have_changed(basis.groups):
            run = replace(run, since=None)
        current = await self._gathering.listed(run.tenant) if run.is_full else Current()
        export = self._parts.export(run, current)
        seen = Seen()
        async with aclosing(self._gathering.changed(run, basis)) as batches:
            async for batch in batches:
                await self._bring(run, basis, export, batch, seen)
        if run.skus:
            return
        await self._try_again(run, basis, export, seen)
        if run.is_full:
            await self._withdraw(run, export, seen)
        else:
            await self._look_at_share(run, len(seen.keys))
        if (told := currencies_differ(basis.scope)) is not None:
            run.tally.flag(told)
        await groups.note(basis.groups)

    async def _bring(
        self, run: TaskRun, basis: Basis, export: RowExport, batch: Batch[Product], seen: "Seen"
    ) -> None:
        suppliers = await self._gathering.supplier_rows(run.tenant, batch.records, export.current)
        mapped = map_products(batch, basis, suppliers)
        if run.is_full:
            await self._gathering.list_parts(run.tenant, mapped, export.current)
        left = await leftover_layers(
            self._parts.rows, run.tenant.tenant_uid, mapped, batch, is_dry=run.is_dry
        )
        whole = Mapped((*mapped.layers, *left), mapped.faults)
        count_in(run.tally, await export.bring(whole))
        seen.keys |= {row.key for row in mapped.rows if row.kind is RowKind.PRODUCT}
        seen.keys |= {fault.key for fault in mapped.faults}
        seen.doubtful |= {one.id for one in batch.unreadable}
        seen.records |= {product.product_id for product in batch.records} | seen.doubtful

    async def _try_again(self, run: TaskRun, basis: Basis, export: RowExport, seen: "Seen") -> None:
        """Read those products again that were set aside, or change by date: no delta tells either."""
        rows, uid = self._parts.rows, run.tenant.tenant_uid
        aside = [row for row in await rows.set_aside(uid) if row.kind in OF_PRODUCTS]
        due = await rows.due(uid, RowKind.PRODUCT, run.started_at)
        records = {row.record for row in (*aside, *due) if row.record} - seen.records
        for record in sorted(records):
            batch = await self._read_again(run, basis, record)
            if batch is not None:
                await self._bring(run, basis, export, batch, seen)
            elif not run.is_dry:
                await forget_refused(self._parts.rows, run.tenant.tenant_uid, [record])

    async def _read_again(self, run: TaskRun, basis: Basis, record: str) -> Batch[Product] | None:
        """Read a product by itself; None where Omnium has it no more. One that cannot be read stays set aside."""
        try:
            product = await self._gathering.product(run.tenant, record, basis.scope.language)
        except InvalidData as fault:
            return Batch([], [Unreadable(record, fault)])
        return None if product is None else Batch([product])

    async def _withdraw(self, run: TaskRun, export: RowExport, seen: "Seen") -> None:
        stored = self._parts.rows.each(run.tenant.tenant_uid, RowKind.PRODUCT)
        known = [row async for row in stored if row.digest is not None]
        gone = [row for row in known if seen.lacks(row)]
        require_plausible(RowKind.PRODUCT, gone, len(known), is_confirmed=run.is_confirmed)
        layer = withdrawals(RowKind.PRODUCT, gone)
        mapped = Mapped((layer,) if layer else ())
        count_in(run.tally, await export.bring(mapped))

    async def _look_at_share(self, run: TaskRun, read: int) -> None:
        if run.since is None or read < LOUD_ROWS:
            return
        known = [row async for row in self._parts.rows.each(run.tenant.tenant_uid, RowKind.PRODUCT)]
        if read > LOUD_SHARE * len(known):
            run.tally.flag(
                f"the delta brought {read} of {len(known)} products: Omnium may not know its filter"
            )
