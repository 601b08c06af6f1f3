"""Reads cost prices (catalog.md 4.13). Omnium has no scroll for them, so they are read by the codes of some products at once,
and of fewer where an answer does not hold all."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog_sync.basis import Basis
from catalog_sync.costs.mapping import Costed, CostKind, costs_left_out, map_costs
from catalog_sync.prices.export import ListExport
from catalog_sync.prices.gather import to_look_at_again, unit_of
from catalog_sync.prices.goods import Good, some_at_once
from catalog_sync.prices.rows import list_fault
from catalog_sync.prices.task import Amounts
from catalog_sync.task_parts import TaskParts
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.catalogue import CostPrice, CostPriceSearch
from flow_omnium.outcomes import Failed, InvalidData
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class CostPrices:
    """The cost prices of one kind."""

    parts: TaskParts
    kind: CostKind

    async def amounts(self, run: TaskRun, basis: Basis, export: ListExport) -> AsyncGenerator[Amounts, None]:
        """See `AmountReading.amounts`."""
        codes = await self._codes(run)
        if codes is None:
            export.covers_all = True
            async for some in export.goods.all():
                yield await self._amounts(run, basis, export, some)
            return
        found = await export.goods.found(codes)
        yield Amounts(unknown=found.unknown)
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
        read = await read_costs(self.parts.omnium, run.tenant, goods)
        mapped, main = map_costs(read.costed, self.kind, export.lists, basis), export.lists.main
        faults = [
            list_fault(self.kind.row, main, good, read.doubtful[good.sku])
            for good in goods
            if good.sku in read.doubtful
        ]
        whole = replace(mapped, faults=(*mapped.faults, *faults))
        return Amounts(goods, whole, costs_left_out(read.costed, self.kind, export.lists))


@dataclass(frozen=True)
class ReadCosts:
    """The costs of products, and of those whose costs are not known for sure the reason, by SKU."""

    costed: Sequence[Costed] = ()
    doubtful: Mapping[str, Failed] = field(default_factory=dict)

    def __add__(self, other: "ReadCosts") -> "ReadCosts":
        return ReadCosts([*self.costed, *other.costed], {**self.doubtful, **other.doubtful})


async def read_costs(omnium: OmniumClient, tenant: Tenant, goods: Sequence[Good]) -> ReadCosts:
    """Read the costs of products; of one product whose costs do not fit into an answer none is known."""
    codes = tuple(sorted({code for good in goods for code in good.codes}))
    found = await omnium.prices.costs(tenant, CostPriceSearch(product_codes=codes))
    if not found.is_whole and len(goods) > 1:
        half = len(goods) // 2
        return await read_costs(omnium, tenant, goods[:half]) + await read_costs(omnium, tenant, goods[half:])
    if not found.is_whole:
        reason = InvalidData("totalHits", goods[0].sku, "no more cost prices than an answer holds")
        return ReadCosts(doubtful={goods[0].sku: reason})
    unreadable = {one.id: one.fault for one in found.prices.unreadable}
    doubtful = {good.sku: unreadable[code] for good in goods for code in good.codes if code in unreadable}
    clear = [good for good in goods if good.sku not in doubtful]
    return ReadCosts(await _with_units(omnium, tenant, clear, found.prices.records), doubtful)


async def _with_units(
    omnium: OmniumClient, tenant: Tenant, goods: Sequence[Good], costs: Sequence[CostPrice]
) -> Sequence[Costed]:
    by_code: dict[str, list[CostPrice]] = defaultdict(list)
    for cost in costs:
        by_code[cost.sku_id or cost.product_id or ""].append(cost)
    own = [
        (good, [cost for code in dict.fromkeys(good.codes) for cost in by_code.get(code, ())])
        for good in goods
    ]
    return [Costed(good, each, await unit_of(omnium, tenant, good, each)) for good, each in own]
