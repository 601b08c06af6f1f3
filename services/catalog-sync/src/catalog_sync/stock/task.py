"""`FlowInventoryScheduledTask`: Omnium's stock levels to the shop, by delta; in a full run compared with what Flow has (catalog.md 4.11).

Nothing is written unless the connector's `OmniumIsMasterForStock` is on, since Flow publishes no call for it.
"""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.memory import RowMemory
from catalog_sync.rows.row import RowFault
from catalog_sync.stock.export import Hints, StockExport
from catalog_sync.stock.flows_own import FlowsOwnStock
from catalog_sync.stock.gather import StockGathering
from catalog_sync.stock.levels import stock_in
from catalog_sync.stock.missing import require_plausible_levels
from catalog_sync.stock.places import Places, StockPlace
from catalog_sync.stock.sources import known_sources, note_sources, source_of, source_of_flow
from catalog_sync.stock.work import WorkReading
from catalog_sync.stock.writing import StockWriting
from catalog_sync.task_parts import TaskParts
from catalog_sync.uids import record_uid
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.flow.stock_owners import masters_of
from flow_omnium.omnium.models.inventory import StockItem
from flow_omnium.outcomes import Ignored
from flow_omnium.rest.batches import Batch, Unreadable
from flow_omnium.tasks.task import TaskRun

_OFF: Final = "stock levels are not exported: OmniumIsMasterForStock is off"


@dataclass
class _Seen:
    """The keys of the levels that a run has met."""

    keys: set[str] = field(default_factory=set)


class InventoryTask:
    """Brings levels batch by batch; the next batch is asked for when the one before is written."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`. Raises Ignored where neither side's stock is any business of the suite's."""
        basis = await self._parts.check.of_run(run)
        known = await known_sources(self._parts.rows, run.tenant.tenant_uid)
        masters = masters_of(run.tenant)
        if not run.skus:
            await FlowsOwnStock(self._parts.flow.goods, self._parts.wakes).look(run, known)
        is_exported = basis.connector.omnium_is_master_for_stock
        if not is_exported and not masters:
            raise Ignored(_OFF)
        if not is_exported:
            run.tally.tell(_OFF)
        brought = await self._export(run, basis, known) if is_exported else []
        if not run.skus:
            sources = [*map(source_of_flow, masters), *map(source_of, brought)]
            await note_sources(self._memory(run), known, sources)

    async def _export(self, run: TaskRun, basis: Basis, known: frozenset[str]) -> Sequence[StockPlace]:
        """Bring the levels; return the warehouses whose levels were brought."""
        parts = self._parts
        gathering = StockGathering(parts.omnium, parts.flow, parts.rows, basis)
        places = await gathering.places()
        for line in places.left_out:
            run.tally.tell(line)
        export = self._export_of(run, basis, gathering)
        if run.skus:
            for place in places.written:
                await export.bring(place, dict.fromkeys(run.skus))
            return places.written
        seen = _Seen()
        tenant_uid = run.tenant.tenant_uid
        aside = await parts.rows.set_aside(tenant_uid, [RowKind.STOCK])
        waited = [row async for row in parts.rows.each(tenant_uid, RowKind.STOCK_WAITS)]
        new = Places(tuple(one for one in places.written if source_of(one) not in known))
        old = Places(tuple(one for one in places.written if one not in new.written))
        await self._changed(run.since, gathering, old, export, seen)
        await self._changed(None, gathering, new, export, seen)
        left = {row.key: row for row in (*aside, *waited) if row.key not in seen.keys}
        await self._try_again(run, places, export, list(left.values()))
        if run.is_full:
            await self._missing(run, places, export, seen)
        await self._forget(run, [row for row in waited if row.key not in export.waiting])
        return places.written

    async def _changed(
        self,
        since: datetime | None,
        gathering: StockGathering,
        places: Places,
        export: StockExport,
        seen: _Seen,
    ) -> None:
        async with aclosing(gathering.changed(places, since)) as batches:
            async for batch in batches:
                for place, hints in _by_place(batch, places).items():
                    seen.keys |= {place.key(sku) for sku in hints}
                    await export.bring(place, hints)
                await export.set_aside([_unreadable(one) for one in batch.unreadable])
                seen.keys |= {_unreadable(one).key for one in batch.unreadable}
        web = next((one for one in places.written if one.code is None), None)
        if web is None:
            return
        async with aclosing(gathering.changed_web(since)) as batches:
            async for batch in batches:
                # A batch may hold some of the warehouses alone, so the sum is read once more, of all of them.
                skus = stock_in(batch.records, web)
                seen.keys |= {web.key(sku) for sku in skus}
                await export.bring(web, dict.fromkeys(skus))

    async def _try_again(
        self, run: TaskRun, places: Places, export: StockExport, aside: list[ExportedRow]
    ) -> None:
        """Look again at what is set aside, or has waited: no delta tells of it. What is not ours any more is forgotten."""
        by_uid = {one.uid: one for one in places.written}
        products = await export.gathering.products([row.record or "" for row in aside])
        again: dict[StockPlace, list[str]] = defaultdict(list)
        for row in aside:
            place = by_uid.get(row.key.partition("/")[0])
            if place is None:
                await self._forget(run, [row])
            elif (sku := row.record or "") in products:
                again[place].append(sku)
            else:
                export.waiting.add(row.key)
        for place, skus in again.items():
            await export.bring(place, dict.fromkeys(skus))

    async def _missing(self, run: TaskRun, places: Places, export: StockExport, seen: _Seen) -> None:
        """Bring to 0 what was written before, and Omnium has no more."""
        by_uid = {one.uid: one for one in places.written}
        stored = self._parts.rows.each(run.tenant.tenant_uid, RowKind.STOCK)
        known = [row async for row in stored if row.digest is not None and row.record is not None]
        ours = [row for row in known if row.key.partition("/")[0] in by_uid]
        gone = [row for row in ours if row.key not in seen.keys]
        require_plausible_levels(gone, len(ours), by_uid, is_confirmed=run.is_confirmed)
        missing: dict[StockPlace, list[str]] = defaultdict(list)
        for row in gone:
            missing[by_uid[row.key.partition("/")[0]]].append(row.record or "")
        for place, skus in missing.items():
            await export.bring(place, dict.fromkeys(skus))

    async def _forget(self, run: TaskRun, rows: list[ExportedRow]) -> None:
        for row in () if run.is_dry else rows:
            await self._parts.rows.forget(run.tenant.tenant_uid, row.kind, [row.key])

    def _memory(self, run: TaskRun) -> RowMemory:
        return RowMemory(self._parts.rows, run.tenant.tenant_uid, self._parts.clock, is_dry=run.is_dry)

    def _export_of(self, run: TaskRun, basis: Basis, gathering: StockGathering) -> StockExport:
        parts, tenant = self._parts, run.tenant
        return StockExport(
            run,
            basis,
            gathering,
            self._memory(run),
            WorkReading(parts.flow.orders, parts.flow.goods, parts.work, tenant, run.started_at),
            StockWriting(parts.flow.goods, tenant),
            compares=run.is_full or bool(run.skus),
            rest=parts.rest,
        )


def _by_place(batch: Batch[StockItem], places: Places) -> dict[StockPlace, Hints]:
    """Part a batch by warehouse; virtual levels are in none."""
    by_code: dict[str, list[StockItem]] = defaultdict(list)
    for item in batch.records:
        by_code[item.warehouse_code].append(item)
    found: dict[StockPlace, Hints] = {}
    for code, items in by_code.items():
        place = places.by_code(code)
        if place is not None and (stocks := stock_in(items, place)):
            found[place] = dict(stocks)
    return found


def _unreadable(one: Unreadable) -> RowFault:
    code, _, sku = one.id.partition("/")
    return RowFault(
        RowKind.STOCK, f"{record_uid(code)}/{sku}", record_uid(sku or code), sku or code, one.fault
    )
