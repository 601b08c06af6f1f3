"""`FlowSoaScheduledTask`: what stores pay on account. Nothing in Omnium is called so, so a setting says where it is (catalog.md 4.14)."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.costs.gather import CostPrices
from catalog_sync.costs.mapping import CostKind
from catalog_sync.costs.store_costs import (
    StoreCosts,
    amount_of,
    lists_in_force,
    map_store_costs,
    store_costs_left_out,
)
from catalog_sync.prices.export import ListExport
from catalog_sync.prices.goods import Good, some_at_once
from catalog_sync.prices.task import AmountReading, Amounts
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import Mapped, RowFault
from catalog_sync.task_parts import TaskParts
from flow_omnium.omnium.models.catalogue import PriceListItem, PriceListItemSearch
from flow_omnium.rest.batches import Unreadable
from flow_omnium.tasks.task import RunRefused, TaskRun

PER_SCROLL: Final = 1_000
_LIST_ITEMS: Final = "priceListItems"


@dataclass(frozen=True)
class ListItems:
    """The items of price lists. They have no delta: all are read each time, and the memory tells what has changed."""

    parts: TaskParts

    async def amounts(self, run: TaskRun, basis: Basis, export: ListExport) -> AsyncGenerator[Amounts, None]:
        """See `AmountReading.amounts`."""
        export.covers_all = True
        costs, unreadable = await self._read(run, basis)
        faults = tuple(
            RowFault(RowKind.SOA, f"{export.lists.main}/{one.id}", one.id, one.id, one.fault)
            for one in unreadable
        )
        if faults:
            yield Amounts((), Mapped(faults=faults))
        if run.skus:
            for some in some_at_once((await export.goods.found(run.skus)).goods):
                yield self._amounts(some, costs, export)
            return
        async for some in export.goods.all():
            yield self._amounts(some, costs, export)

    def _amounts(self, goods: Sequence[Good], costs: StoreCosts, export: ListExport) -> Amounts:
        mapped = map_store_costs(goods, costs, export.lists)
        return Amounts(goods, mapped, store_costs_left_out(goods, costs, export.lists))

    async def _read(self, run: TaskRun, basis: Basis) -> tuple[StoreCosts, Sequence[Unreadable]]:
        prices = self.parts.omnium.prices
        lists = lists_in_force(await prices.price_lists(run.tenant), basis)
        amounts: dict[str, dict[str, Decimal]] = defaultdict(dict)
        unreadable: dict[str, Unreadable] = {}
        if not lists:
            return StoreCosts((), amounts), ()
        search = PriceListItemSearch(price_list_ids=tuple(one.id for one in lists), scroll_size=PER_SCROLL)
        async with aclosing(prices.price_list_items(run.tenant, search)) as batches:
            async for batch in batches:
                unreadable |= {one.id: one for one in batch.unreadable}
                _add(batch.records, amounts)
        return StoreCosts(lists, amounts), tuple(unreadable.values())


def _add(items: Sequence[PriceListItem], amounts: dict[str, dict[str, Decimal]]) -> None:
    for item in items:
        if (amount := amount_of(item)) is not None:
            amounts[item.sku_id or item.product_id or ""][item.price_list_id] = amount


def soa_amounts(parts: TaskParts, run: TaskRun) -> AmountReading:
    """Find where a tenant has them. Raises RunRefused where its settings do not say."""
    source = run.tenant.catalog.soa_source
    if source is None:
        message = "catalog.soaSource: not set, and nothing tells otherwise where Omnium has SOA amounts"
        raise RunRefused(message)
    if source == _LIST_ITEMS:
        return ListItems(parts)
    return CostPrices(parts, CostKind(RowKind.SOA, source.partition(":")[2]))


def cost_prices(parts: TaskParts, _run: TaskRun) -> AmountReading:
    """Read the normal cost prices, those without a type."""
    return CostPrices(parts, CostKind(RowKind.COST))
