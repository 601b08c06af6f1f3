"""Reads cost prices (catalog.md 4.13). Omnium has no scroll for them, so they are read by the codes of some products at once,
and of fewer where an answer does not hold all."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace

from catalog_sync.basis import Basis
from catalog_sync.costs.mapping import Costed, CostKind, costs_left_out, map_costs
from catalog_sync.prices.export import ListExport
from catalog_sync.prices.gather import to_look_at_again, unit_of
from catalog_sync.prices.goods import Good, some_at_once
from catalog_sync.prices.rows import list_fault, unknown_product
from catalog_sync.prices.task import Amounts
from catalog_sync.rows.row import RowFault
from catalog_sync.task_parts import TaskParts
from flow_omnium.omnium.models.catalogue import CostPrice, CostPriceSearch
from flow_omnium.outcomes import InvalidData
from flow_omnium.tasks.task import TaskRun


@dataclass(frozen=True)
class CostPrices:
    """The cost prices of one kind."""

    parts: TaskParts
    kind: CostKind

    async def amounts(self, run: TaskRun, basis: Basis, export: ListExport) -> AsyncGenerator[Amounts, None]:
        """See `AmountReading.amounts`."""
        codes = await self._codes(run)
        if codes is None:
            async for some in export.goods.all():
                yield await self._amounts(run, basis, export, some)
            return
        found = await export.goods.found(codes)
        main = export.lists.main
        unknown = tuple(unknown_product(self.kind.row, main, code) for code in found.unknown)
        if unknown:
            yield Amounts((), replace(map_costs((), self.kind, export.lists, basis), faults=unknown))
        for some in some_at_once(found.goods):
            yield await self._amounts(run, basis, export, some)

    async def _codes(self, run: TaskRun) -> frozenset[str] | None:
        """Name what has changed, changes by date, or was set aside; None: everything is to be looked at."""
        if run.skus:
            return frozenset(run.skus)
        if run.since is None:
            return None
        changed = await self.parts.omnium.prices.costs(run.tenant, CostPriceSearch(last_modified=run.since))
        if not changed.is_whole:
            return None
        named = {
            cost.sku_id or cost.product_id for cost in changed.prices.records if cost.type == self.kind.type
        }
        named |= {one.id for one in changed.prices.unreadable}
        again = await to_look_at_again(self.parts.rows, run, self.kind.row)
        return frozenset(code for code in named if code) | again

    async def _amounts(
        self, run: TaskRun, basis: Basis, export: ListExport, goods: Sequence[Good]
    ) -> Amounts:
        costed, faults = await self._costed(run, export, goods)
        mapped = map_costs(costed, self.kind, export.lists, basis)
        whole = replace(mapped, faults=(*mapped.faults, *faults))
        return Amounts(goods, whole, costs_left_out(costed, self.kind, export.lists))

    async def _costed(
        self, run: TaskRun, export: ListExport, goods: Sequence[Good]
    ) -> tuple[Sequence[Costed], Sequence[RowFault]]:
        """Read the costs of products; of one product whose costs do not fit into an answer none is known."""
        codes = tuple(sorted({code for good in goods for code in good.codes}))
        found = await self.parts.omnium.prices.costs(run.tenant, CostPriceSearch(product_codes=codes))
        main = export.lists.main
        if not found.is_whole and len(goods) > 1:
            half = len(goods) // 2
            left, right = [await self._costed(run, export, some) for some in (goods[:half], goods[half:])]
            return [*left[0], *right[0]], [*left[1], *right[1]]
        if not found.is_whole:
            reason = InvalidData("totalHits", goods[0].sku, "no more cost prices than an answer holds")
            return (), [list_fault(self.kind.row, main, goods[0], reason)]
        doubtful = {one.id: one for one in found.prices.unreadable}
        faults = [
            list_fault(self.kind.row, main, good, doubtful[code].fault)
            for good in goods
            for code in good.codes
            if code in doubtful
        ]
        clear = [good for good in goods if doubtful.keys().isdisjoint(good.codes)]
        return await self._with_units(run, clear, found.prices.records), faults

    async def _with_units(
        self, run: TaskRun, goods: Sequence[Good], costs: Sequence[CostPrice]
    ) -> Sequence[Costed]:
        by_code: dict[str, list[CostPrice]] = defaultdict(list)
        for cost in costs:
            by_code[cost.sku_id or cost.product_id or ""].append(cost)
        costed = []
        for good in goods:
            own = [cost for code in dict.fromkeys(good.codes) for cost in by_code.get(code, ())]
            costed.append(Costed(good, own, await unit_of(self.parts.omnium, run.tenant, good, own)))
        return costed
