"""Brings levels of one warehouse to Flow, some hundred at a time, so that no sale is undone that is known by then.

The order of the reads is what guards a sale (`docs/catalogue.md`, "Stock"): Flow's level, then Omnium's, then the jobs that are
under way, then Flow's level again; only where the two agree is it written. What is sold between the last read and the write is
the window that remains.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.breath import SECONDS_PER_LEVEL, Rest, no_rest
from catalog_sync.rows.export import Brought
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.memory import Remembered, RowMemory
from catalog_sync.rows.plan import RowWrite
from catalog_sync.rows.row import Row, RowFault
from catalog_sync.run_report import count_in
from catalog_sync.stock.gather import StockGathering
from catalog_sync.stock.levels import NONE_LEFT, Costs, LevelRow, Stock, level_row
from catalog_sync.stock.places import StockPlace
from catalog_sync.stock.plan import (
    InFlow,
    Waiting,
    compare,
    held_back,
    is_remembered,
    kept_of,
    unmoved,
    writes_of,
)
from catalog_sync.stock.work import WorkReading
from catalog_sync.stock.writing import StockWriting
from flow_omnium.flow.goods import MOST_STOCK
from flow_omnium.jobs.sync import Summary
from flow_omnium.tasks.task import TaskRun

_NAMED: Final = 5

Hints = Mapping[str, Stock | None]
"""Levels by SKU as a batch told them; None: only that the level is to be looked at."""


@dataclass
class StockExport:
    """Brings the levels of one run; in a dry run it tells what it would write.

    `compares`: each level is compared with what stands in Flow; else what was written last is trusted.
    """

    run: TaskRun
    basis: Basis
    gathering: StockGathering
    memory: RowMemory
    work: WorkReading
    writing: StockWriting
    compares: bool
    rest: Rest = no_rest
    costs: Costs = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    """The keys of levels that this run leaves to the next one."""

    async def bring(self, place: StockPlace, hints: Hints) -> None:
        """Write what differs, and remember it. Raises what would meet every level."""
        for some in _chunks(list(hints)):
            brought = Brought(read=len(some))
            try:
                await self._bring(place, {sku: hints[sku] for sku in some}, brought)
            finally:
                count_in(self.run.tally, brought)
            await self.rest(SECONDS_PER_LEVEL * len(some))

    async def set_aside(self, faults: Sequence[RowFault]) -> None:
        """Remember levels that cannot be read, and count them."""
        brought = Brought(read=len(faults))
        await self._set_aside(faults, await self.memory.known(faults), brought)
        count_in(self.run.tally, brought)

    async def _bring(self, place: StockPlace, hints: Hints, brought: Brought) -> None:
        products = await self.gathering.products(hints)
        names = [_named(place, sku, products.get(sku, sku)) for sku in hints]
        known = await self.memory.known(names)
        unknown = [row for row in names if row.record not in products]
        await self._wait_for_products(place, unknown)
        told = {sku: stock for sku, stock in hints.items() if sku in products}
        self.costs = await self.gathering.costs(place, told.keys())
        left = self._without_remembered(self._rows(place, told, products), known, brought)
        unsure = [sku for sku, stock in told.items() if stock is None]
        skus = await self._without_packages(place, [*(row.record for row in left), *unsure], products, known)
        if skus:
            chunk = _Chunk(place, {sku: products[sku] for sku in skus}, known, brought)
            await self._compare(chunk, [row for row in left if row.record in chunk.products])

    def _without_remembered(
        self, rows: Sequence[LevelRow], known: Remembered, brought: Brought
    ) -> Sequence[LevelRow]:
        """Leave out what was brought before: it costs no call, unless all is to be compared."""
        if self.compares:
            return rows
        left = [row for row in rows if not is_remembered(row, known)]
        brought.unchanged += len(rows) - len(left)
        return left

    async def _without_packages(
        self, place: StockPlace, skus: Sequence[str], products: Mapping[str, str], known: Remembered
    ) -> Sequence[str]:
        packages = await self.gathering.packages() if skus else frozenset[str]()
        await self._forget([_named(place, sku, products[sku]) for sku in skus if sku in packages], known)
        return [sku for sku in skus if sku not in packages]

    async def _compare(self, chunk: "_Chunk", told: Sequence[LevelRow]) -> None:
        """Read Flow's levels, and then Omnium's again of those that differ; what was told may be older than Flow's."""
        before = await self.gathering.in_flow(chunk.place, list(chunk.products.values()))
        agreed = compare(told, before, chunk.known).agreed
        await self._agree(agreed, chunk)
        settled = {row.record for row in agreed}
        skus = [sku for sku in chunk.products if sku not in settled]
        fresh = await self.gathering.fresh(chunk.place, skus) if skus else {}
        stocks = {sku: fresh.get(sku) or _missing(chunk, sku) for sku in skus}
        gone = [_named(chunk.place, sku, chunk.products[sku]) for sku in skus if stocks[sku] is None]
        await self._forget(gone, chunk.known)
        compared = compare(self._rows(chunk.place, stocks, chunk.products), before, chunk.known)
        await self._agree(compared.agreed, chunk)
        await self._set_aside(compared.faults, chunk.known, chunk.brought)
        if compared.different:
            free, waiting = held_back(compared.different, await self.work.read())
            await self._wait(waiting)
            await self._write(free, before, chunk)

    async def _write(self, rows: Sequence[LevelRow], before: InFlow, chunk: "_Chunk") -> None:
        if rows and not self.run.is_dry:
            now = await self.gathering.in_flow(chunk.place, [row.uid for row in rows])
            rows, moved = unmoved(rows, before, now)
            await self._wait(moved)
        writes = writes_of(rows, before)
        for write in writes:
            self.run.tally.tell(partial(_told, write))
        chunk.brought.notes += tuple(note for row in rows for note in row.notes)
        if self.run.is_dry:
            chunk.brought.written += writes
            return
        written = await self.writing.write(chunk.place, rows)
        await self._remember(written.done, chunk.known)
        done = {row.key for row in written.done}
        chunk.brought.written += [write for write in writes if write.row.key in done]
        await self._set_aside(written.refused, chunk.known, chunk.brought)

    def _rows(self, place: StockPlace, stocks: Hints, products: Mapping[str, str]) -> Sequence[LevelRow]:
        return [
            level_row(place, sku, products[sku], stock, self.basis, self.costs)
            for sku, stock in stocks.items()
            if stock is not None
        ]

    async def _agree(self, rows: Sequence[LevelRow], chunk: "_Chunk") -> None:
        chunk.brought.unchanged += len(rows)
        await self._remember([row for row in rows if not is_remembered(row, chunk.known)], chunk.known)

    async def _remember(self, rows: Sequence[Row], known: Remembered) -> None:
        """Of most levels of a load nothing is kept yet, and what is new is kept at half the cost."""
        await self.memory.add([row for row in rows if (row.kind, row.key) not in known])
        await self.memory.note([row for row in rows if (row.kind, row.key) in known])

    async def _wait(self, waiting: Sequence[Waiting]) -> None:
        """Leave levels to the next run; what was written of them before stays known."""
        for one in waiting:
            self.run.tally.tell(str(one))
            self.waiting.add(one.row.key)
        await self.memory.note([kept_of(one.row) for one in waiting])

    async def _wait_for_products(self, place: StockPlace, rows: Sequence[Row]) -> None:
        """Leave levels until their products are in Flow: a warehouse may hold much that the shop never sells, so it is no fault."""
        if not rows:
            return
        some = ", ".join(row.record for row in rows[:_NAMED])
        self.run.tally.tell(
            f"{len(rows)} levels in warehouse {place.uid} wait for their products, such as {some}"
        )
        self.waiting |= {row.key for row in rows}
        await self.memory.note([kept_of(row) for row in rows])

    async def _set_aside(self, faults: Sequence[RowFault], known: Remembered, brought: Brought) -> None:
        brought.faults += faults
        await self.memory.set_aside(faults, known)

    async def _forget(self, rows: Sequence[Row], known: Remembered) -> None:
        """Remember no more what is not to be written (any more): it would be looked at in each run."""
        await self.memory.forget([row for row in rows if (row.kind, row.key) in known])


@dataclass(frozen=True)
class _Chunk:
    """Levels that are compared together: their products' uids by SKU, what was written of them, what becomes of them."""

    place: StockPlace
    products: Mapping[str, str]
    known: Remembered
    brought: Brought


def _told(write: RowWrite) -> str:
    return str(Summary(f"set {write.row.kind} {write.row.key}", write.fields or ()))


def _missing(chunk: _Chunk, sku: str) -> Stock | None:
    """A level that Omnium has not counts as 0, but only where one was written before (catalog.md 2.4)."""
    found = chunk.known.get((RowKind.STOCK, chunk.place.key(sku)))
    return NONE_LEFT if found is not None and found.digest is not None else None


def _chunks(skus: Sequence[str]) -> Iterator[Sequence[str]]:
    return (skus[start : start + MOST_STOCK] for start in range(0, len(skus), MOST_STOCK))


def _named(place: StockPlace, sku: str, product_uid: str) -> Row:
    """Name a level, whatever it is."""
    return Row(RowKind.STOCK, place.key(sku), product_uid, sku, {})
