"""Reads whether Omnium has the warehouses that goods went to, and the stock levels that are Flow's to tell."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.client import FlowClient
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import AccessDenied, Failed, InvalidData, NotFound, Rejected
from flow_omnium.tenants.tenant import Tenant
from receivement_sync.gathered import Gathered, ReceivedProduct, WarehouseLevels
from receivement_sync.items import ReceivedItem
from receivement_sync.levels import levels_in_flow, named_today, owner_of, products_by_warehouse

_AT_ONCE: Final = 4
"""How many levels are read at once: they are read one by one, since only a read by key is never late."""

_OF_ONE_WAREHOUSE: Final = (AccessDenied, InvalidData, NotFound, Rejected)
"""What is wrong with one warehouse, and with no other."""


class WarehouseReading:
    """Reads in the name of one tenant. Raises what the clients raise, unless it concerns one warehouse alone."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient, tenant: Tenant) -> None:
        self._omnium = omnium
        self._flow = flow
        self._tenant = tenant

    async def complete(self, found: Gathered, received: Sequence[ReceivedItem]) -> Gathered:
        """Add the levels, the warehouses that Omnium lacks, and failures that concern one warehouse."""
        products = products_by_warehouse(received) or _ordered_products(found)
        codes = dict.fromkeys([*products, *(one.warehouse for one in received)])
        levels: list[WarehouseLevels] = []
        failures: list[Failed] = []
        unknown: set[str] = set()
        for code in codes:
            of_flow = self._may_be_flows(code) and code in products
            # Nothing is told of this warehouse, so Omnium is not asked about it.
            if not (of_flow or found.known):
                continue
            if not await self._is_warehouse(code):
                unknown.add(code)
            elif of_flow:
                levels += await self._levels_or_failure(found, code, products[code], failures)
        return replace(found, levels=levels, unknown_warehouses=frozenset(unknown), failures=failures)

    async def _is_warehouse(self, code: str) -> bool:
        try:
            store = await self._omnium.inventory.warehouse(self._tenant, code)
        except AccessDenied:
            return True  # our user may not read it: if it is none, Omnium will refuse the write
        except InvalidData:
            return False
        return store is not None and store.is_warehouse and not store.is_virtual

    async def _levels_or_failure(
        self, found: Gathered, code: str, products: Sequence[ReceivedProduct], failures: list[Failed]
    ) -> Sequence[WarehouseLevels]:
        """Read the levels of a warehouse; what is wrong with it alone is kept, and stops no other."""
        try:
            return await self._levels(found, code, products)
        except _OF_ONE_WAREHOUSE as failure:
            failures.append(failure)
            return []

    async def _levels(
        self, found: Gathered, code: str, products: Sequence[ReceivedProduct]
    ) -> Sequence[WarehouseLevels]:
        """Read the levels of a warehouse; none where its stock is not Flow's."""
        stock = await self._flow.goods.stock(self._tenant, [one.product_uid for one in products], code)
        if not self._is_flows(found, code, owner_of(code, stock)):
            return []
        today = named_today(products, stock)
        in_omnium = await self._levels_in_omnium(code, [one.sku for one in today])
        return [WarehouseLevels(code, today, levels_in_flow(stock, today, code), in_omnium)]

    def _may_be_flows(self, code: str) -> bool:
        """Tell whether the stock may be Flow's. A store's own warehouse has its code; Flow says whose any other is."""
        stores = self._tenant.stores
        # A store's own warehouse has its code: no need to ask Flow whose it is.
        if code in stores:
            return self._tenant.is_stock_master(code)
        return any(store.omnium_flow_stock_master for store in stores.values())

    def _is_flows(self, found: Gathered, code: str, owner: str | None) -> bool:
        """Tell whether the stock is Flow's, by the store that the warehouse belongs to.

        That is the store that Flow names, else the one with the warehouse's code, else the store of the order.
        """
        stores = self._tenant.stores
        return self._tenant.is_stock_master(owner or (code if code in stores else found.store_uid))

    async def _levels_in_omnium(self, code: str, skus: Sequence[str]) -> Mapping[str, Decimal | None]:
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


def _ordered_products(found: Gathered) -> Mapping[str, Sequence[ReceivedProduct]]:
    """Return the ordered products if no reception is left: their stock may have gone down again."""
    order = found.purchase_order
    if order is None:
        return {}
    products = tuple(
        ReceivedProduct(item.product_uid, item.product_sku or item.product_uid)
        for item in order.items
        if item.product_uid is not None
    )
    return {order.warehouse_uid or found.store_uid: products} if products else {}
