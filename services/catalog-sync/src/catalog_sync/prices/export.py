"""Brings amounts of products to price lists, and takes away those that are no more."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from catalog_sync.basis import Basis
from catalog_sync.prices.goods import Good, Goods
from catalog_sync.prices.lists import Lists, lists_of
from catalog_sync.prices.rows import FIELDS, no_longer, sku_of, sparing, without_amount
from catalog_sync.rows.current import Current
from catalog_sync.rows.export import RowExport
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.plan import leftovers
from catalog_sync.rows.row import Mapped, Row
from catalog_sync.run_report import count_in
from catalog_sync.task_parts import TaskParts
from catalog_sync.withdrawal import require_plausible
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.flow.resources import PRICES
from flow_omnium.omnium.models.catalogue import StoreSearch
from flow_omnium.tasks.task import TaskRun


@dataclass
class ListExport:
    """The amounts of one kind in one run. Raises what reading, writing and remembering raise.

    `covers_all`: the run looks at every product, though it may not compare with what Flow has.
    """

    kind: RowKind
    parts: TaskParts
    run: TaskRun
    lists: Lists
    goods: Goods
    export: RowExport
    covers_all: bool = False
    _known: int = 0
    _met: set[str] = field(default_factory=set)
    _gone: list[ExportedRow] = field(default_factory=list)
    """What a full run has missed: Omnium may have given less than it has, so it is looked at as a whole."""

    @classmethod
    async def begun(cls, kind: RowKind, parts: TaskParts, run: TaskRun, basis: Basis) -> "ListExport":
        """Find the lists, and in a full run read what stands on them."""
        needs_stores = basis.connector.store_price_lists_in_flow
        search = StoreSearch(page=0, take=0)
        stores = await parts.omnium.catalogue.stores(run.tenant, search) if needs_stores else ()
        lists, current = lists_of(basis, stores), Current()
        for uid in lists.uids if run.is_full else ():
            current.put(
                kind, await parts.flow.catalogue.listed(run.tenant, PRICES, {"pricelistUid": uid}), uid
            )
        goods = Goods(parts.rows, run.tenant.tenant_uid)
        return cls(kind, parts, run, lists, goods, parts.export(run, current))

    async def bring(self, goods: Sequence[Good], mapped: Mapped) -> None:
        """Write what products have on the lists now. What they had before and have no more is taken away: by a full run in the
        end, see `finish`."""
        records = frozenset(good.record for good in goods)
        skus = frozenset(good.sku for good in goods)
        known = await self.parts.rows.of_records(self.run.tenant.tenant_uid, [self.kind], records)
        # Of a product some variants may be meant alone.
        ours = [row for row in known if sku_of(row.key) in skus]
        self._known += len(ours)
        gone = [*leftovers(mapped, ours, records)]
        self._met |= {row.key for row in mapped.rows} | {fault.key for fault in mapped.faults}
        self._met |= {row.key for row in gone}
        if self._looks_at_all:
            self._gone += gone
        taken = [] if self._looks_at_all else [no_longer(row) for row in gone]
        await self._bring(Mapped((await self._sparing([*mapped.rows, *taken]),), mapped.faults))

    async def finish(self) -> None:
        """Take away, in a full run, what is no more, and what stands on a list and is of no price that Omnium has.

        What was set aside of products that are not in Flow is forgotten: once they come, a run looks at them. Raises
        RunRefused where so much would go that a person must agree first.
        """
        if not self._looks_at_all:
            return
        await self._forget_refused()
        gone = [*self._gone, *[row async for row in self._strays()]]
        there = sum(self.export.current.count(self.kind, uid) for uid in self.lists.uids)
        require_plausible(self.kind, gone, max(there, self._known), is_confirmed=self.run.is_confirmed)
        await self._bring(Mapped((await self._sparing([no_longer(row) for row in gone]),)))

    @property
    def _looks_at_all(self) -> bool:
        return (self.run.is_full or self.covers_all) and not self.run.skus

    async def _forget_refused(self) -> None:
        rows, uid = self.parts.rows, self.run.tenant.tenant_uid
        aside = [row.key for row in await rows.set_aside(uid, [self.kind]) if row.key not in self._met]
        if not self.run.is_dry:
            await rows.forget(uid, self.kind, aside)

    async def _strays(self) -> AsyncIterator[ExportedRow]:
        """Yield the amounts of exported products that this run has not met."""
        async for goods in self.goods.all():
            for row in (without_amount(self.kind, uid, good) for good in goods for uid in self.lists.uids):
                if row.key not in self._met and self._holds_amount(row):
                    yield ExportedRow(row.kind, row.key, row.uid, self.run.started_at, "", row.record)

    def _holds_amount(self, row: Row) -> bool:
        record = self.export.current.record(row)
        return record is not None and any(record.get(name) is not None for name in FIELDS[self.kind])

    async def _sparing(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        names = [
            (kind, row.key) for row in rows if row.is_withdrawal for kind in FIELDS if kind is not self.kind
        ]
        others = await self.parts.rows.known(self.run.tenant.tenant_uid, names) if names else {}
        written = {name for name, row in others.items() if row.digest is not None}
        return tuple(sparing(row, written) for row in rows)

    async def _bring(self, mapped: Mapped) -> None:
        count_in(self.run.tally, await self.export.bring(mapped))
