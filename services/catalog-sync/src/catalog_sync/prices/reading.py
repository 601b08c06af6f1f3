"""Selling prices for the lists (`FlowPriceScheduledTask`, catalog.md 4.12)."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.prices.export import ListExport
from catalog_sync.prices.gather import PricedBatch, PriceIndex, PriceReading, ProductPrices
from catalog_sync.prices.mapping import Priced, left_out, map_prices
from catalog_sync.prices.task import Amounts
from catalog_sync.rows.kinds import RowKind
from catalog_sync.rows.row import RowFault
from catalog_sync.task_parts import TaskParts
from flow_omnium.tasks.task import TaskRun

WITHOUT_PROMOTIONS: Final = "withoutPromotions"
"""The property of the task, `true` where campaigns are Flow's own: prices of promotions are left out then."""


@dataclass(frozen=True)
class SellingPrices:
    """The price of each product that counts now: on the main list, and where a store has its own, on the store's."""

    source: PriceReading
    has_promotions: bool = True

    async def amounts(self, run: TaskRun, basis: Basis, export: ListExport) -> AsyncGenerator[Amounts, None]:
        """See `AmountReading.amounts`."""
        async with aclosing(self.source.batches(run, basis, export.goods)) as batches:
            async for batch in batches:
                yield self._amounts(batch, basis, export)

    def _amounts(self, batch: PricedBatch, basis: Basis, export: ListExport) -> Amounts:
        priced = [self._of_interest(each) for each in batch.priced]
        mapped, main = map_prices(priced, export.lists, basis), export.lists.main
        unreadable = (
            RowFault(RowKind.PRICE, f"{main}/{one.id}", one.id, one.id, one.fault) for one in batch.unreadable
        )
        faults = (*mapped.faults, *unreadable)
        goods = [each.good for each in priced]
        whole = replace(mapped, faults=faults)
        return Amounts(goods, whole, left_out(priced, export.lists), batch.unknown)

    def _of_interest(self, priced: Priced) -> Priced:
        if self.has_promotions:
            return priced
        return replace(priced, prices=[price for price in priced.prices if price.promotion_id is None])


def selling_prices(parts: TaskParts, run: TaskRun) -> SellingPrices:
    """Find where a tenant has its prices."""
    is_index = run.tenant.catalog.price_source == "index"
    source: PriceReading = (PriceIndex if is_index else ProductPrices)(parts.omnium, parts.rows)
    return SellingPrices(source, run.properties.get(WITHOUT_PROMOTIONS, "").lower() != "true")
