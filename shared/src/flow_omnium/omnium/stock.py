"""Searching Omnium's stock levels: the first 1,000 come at once, what is beyond them by a scroll (catalog.md 2.1, 4.11)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models.inventory import InventorySearch, StockItem
from flow_omnium.omnium.scrolls import scroll_of
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.batches import Batch, Unreadable
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant


class OmniumStock:
    """Levels by search, which shows a write some seconds late."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def levels(self, tenant: Tenant, search: InventorySearch) -> AsyncGenerator[Batch[StockItem], None]:
        """Scroll through levels; close it where it is not read to its end. A SKU that a warehouse never had is missing."""
        scroll = scroll_of(self._api, tenant, routes.SEARCH_INVENTORY, routes.NEXT_INVENTORY, search)
        async with aclosing(scroll.batches()) as batches:
            async for batch in batches:
                yield _batch_of(batch)

    async def all_levels(self, tenant: Tenant, search: InventorySearch) -> Batch[StockItem]:
        """Read levels to their end; of two of one place the later one counts, since an expired scroll begins anew."""
        found: dict[tuple[str, str, bool], StockItem] = {}
        unreadable: list[Unreadable] = []
        async with aclosing(self.levels(tenant, search)) as batches:
            async for batch in batches:
                found |= {(one.sku, one.warehouse_code, one.is_virtual): one for one in batch.records}
                unreadable += batch.unreadable
        return Batch(list(found.values()), unreadable)


def _batch_of(records: Sequence[Any]) -> Batch[StockItem]:
    read: list[StockItem] = []
    unreadable: list[Unreadable] = []
    for place, record in enumerate(records):
        try:
            read.append(read_as(StockItem, record))
        except InvalidData as fault:
            unreadable.append(Unreadable(_place_of(record) or f"[{place}]", fault))
    return Batch(read, unreadable)


def _place_of(record: object) -> str:
    """Name a level that cannot be read: by its warehouse and its SKU, as far as it says them."""
    if not isinstance(record, dict):
        return ""
    return "/".join(str(record[name]) for name in ("warehouseCode", "sku") if record.get(name))
