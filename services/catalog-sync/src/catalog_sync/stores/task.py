"""`FlowStoreScheduledTask`: all stores each time, as Omnium's own connector does when one is saved (catalog.md 4.2)."""

from collections.abc import Sequence
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.rows.calls import STORE
from catalog_sync.rows.current import Current
from catalog_sync.rows.kinds import RULES, RowKind
from catalog_sync.rows.row import Mapped
from catalog_sync.run_report import count_in
from catalog_sync.stores.mapping import map_stores
from catalog_sync.task_parts import TaskParts
from catalog_sync.withdrawal import require_plausible, withdrawals
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.flow.resources import WAREHOUSES
from flow_omnium.omnium.models.catalogue import Store, StoreSearch
from flow_omnium.tasks.task import TaskRun

_LISTED: Final = (RowKind.ORGANIZATION, RowKind.PRICE_LIST, RowKind.STORE)


class StoreTask:
    """Brings stores with what they hang on. In a full run one that is gone from Omnium goes out of use."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`."""
        basis = await self._parts.check.of_run(run)
        mapped = map_stores(await self.stores(basis), basis)
        export = self._parts.export(run, await self._current(run, mapped))
        count_in(run.tally, await export.bring(mapped))
        if not run.is_full:
            return
        gone = await self._gone(run, mapped)
        layer = withdrawals(RowKind.STORE, gone)
        count_in(run.tally, await export.bring(Mapped((layer,) if layer else ())))

    async def stores(self, basis: Basis) -> Sequence[Store]:
        """Read every store: a warehouse of any market may be one that the shop uses."""
        search = StoreSearch(page=0, take=0)
        return await self._parts.omnium.catalogue.stores(basis.tenant, search)

    async def _current(self, run: TaskRun, mapped: Mapped) -> Current:
        current = Current()
        if not run.is_full:
            return current
        flow = self._parts.flow.catalogue
        for kind in _LISTED:
            if (resource := RULES[kind].resource) is not None:
                current.put(kind, await flow.listed(run.tenant, resource))
        keepers = {row.within[STORE] for row in mapped.rows if row.kind is RowKind.WAREHOUSE}
        for uid in sorted(keepers):
            listed = await flow.listed(run.tenant, WAREHOUSES, {STORE: uid})
            current.put(RowKind.WAREHOUSE, listed, uid)
        return current

    async def _gone(self, run: TaskRun, mapped: Mapped) -> Sequence[ExportedRow]:
        there = {row.key for row in mapped.rows if row.kind is RowKind.STORE}
        there |= {fault.key for fault in mapped.faults if fault.kind is RowKind.STORE}
        stored = self._parts.rows.each(run.tenant.tenant_uid, RowKind.STORE)
        known = [row async for row in stored if row.digest is not None]
        gone = [row for row in known if row.key not in there]
        require_plausible(RowKind.STORE, gone, len(known), is_confirmed=run.is_confirmed)
        return gone
