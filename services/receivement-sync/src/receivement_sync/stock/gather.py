"""Reads what has changed in one warehouse of Flow, whose stock it is, and what Omnium holds of it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models.purchase import ProductStock
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.inventory import InventorySearch
from flow_omnium.outcomes import AccessDenied, Failed, InvalidData, NotFound, Rejected
from flow_omnium.tenants.tenant import Tenant
from receivement_sync.gathered import ReceivedProduct, WarehouseLevels
from receivement_sync.levels import levels_in_flow, owner_of
from receivement_sync.stock.gathered import ChangedStock

READ_BY_KEY: Final = 50
"""So many levels are read by key, which is never late; more of them by search, which shows a write some seconds late."""

_SEARCHED: Final = 500
_AT_ONCE: Final = 4


class StockGathering:
    """Reads in the name of one tenant. Raises what the clients raise."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, tenant: Tenant) -> None:
        self._omnium = omnium
        self._flow = flow
        self._tenant = tenant

    def stores(self, warehouse: str, store_uid: object) -> tuple[str, ...]:
        """Name the stores through which the warehouse may be read, the likeliest first; none where it cannot be Flow's.

        A store's own warehouse has its uid; any other belongs to a store that the event names, or to another one.
        """
        if warehouse in self._tenant.stores:
            return (warehouse,) if self._tenant.is_stock_master(warehouse) else ()
        masters = [uid for uid in self._tenant.stores if self._tenant.is_stock_master(uid)]
        return tuple(sorted(masters, key=lambda uid: (uid != store_uid, uid)))

    async def gather(self, warehouse: str, stores: Sequence[str], since: datetime | None) -> ChangedStock:
        """Read both sides; of a warehouse whose stock is not Flow's only that."""
        stock = await self._changed(warehouse, stores, since)
        if isinstance(stock, Failed):
            return ChangedStock(warehouse, None, refusal=stock)
        owner = owner_of(warehouse, stock)
        products = tuple(
            ReceivedProduct(one.product_uid, one.product_sku or one.product_uid)
            for one in stock
            if one.product_uid is not None
        )
        if not products or not self._tenant.is_stock_master(owner or stores[0]):
            return ChangedStock(warehouse, owner)
        if not await self._is_warehouse(warehouse):
            return ChangedStock(warehouse, owner, is_known=False)
        in_omnium = await self._in_omnium(warehouse, [one.sku for one in products])
        in_flow = levels_in_flow(stock, products, warehouse)
        return ChangedStock(warehouse, owner, WarehouseLevels(warehouse, products, in_flow, in_omnium))

    async def _changed(
        self, warehouse: str, stores: Sequence[str], since: datetime | None
    ) -> Sequence[ProductStock] | Failed:
        """Read through the first store that may view the warehouse; where none may, return why."""
        refusal: Failed | None = None
        for store in stores:
            try:
                return await self._flow.goods.changed_stock(self._tenant, store, since, [warehouse])
            except (NotFound, Rejected) as refused:
                refusal = refused
        return refusal or ()

    async def _is_warehouse(self, code: str) -> bool:
        try:
            store = await self._omnium.inventory.warehouse(self._tenant, code)
        except AccessDenied:
            return True  # our user may not read it: if it is none, Omnium will refuse the write
        except InvalidData:
            return False
        return store is not None and store.is_warehouse and not store.is_virtual

    async def _in_omnium(self, code: str, skus: Sequence[str]) -> Mapping[str, Decimal | None]:
        if len(skus) <= READ_BY_KEY:
            return await self._by_key(code, skus)
        found: dict[str, Decimal | None] = dict.fromkeys(skus)
        for start in range(0, len(skus), _SEARCHED):
            some = tuple(skus[start : start + _SEARCHED])
            search = InventorySearch(product_codes=some, warehouse_codes=(code,))
            batch = await self._omnium.stock.all_levels(self._tenant, search)
            found |= {one.sku: one.inventory for one in batch.records if one.sku in found}
        return found

    async def _by_key(self, code: str, skus: Sequence[str]) -> Mapping[str, Decimal | None]:
        levels: list[Decimal | None] = []
        for start in range(0, len(skus), _AT_ONCE):
            some = skus[start : start + _AT_ONCE]
            levels += await asyncio.gather(*(self._level(sku, code) for sku in some))
        return dict(zip(skus, levels, strict=True))

    async def _level(self, sku: str, code: str) -> Decimal | None:
        try:
            return await self._omnium.inventory.level(self._tenant, sku, code)
        except (InvalidData, Rejected):
            return None  # no readable level: ours replaces it, or Omnium refuses and says why
