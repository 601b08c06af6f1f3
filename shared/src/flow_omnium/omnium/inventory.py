"""The calls on Omnium's stock levels and warehouses (omnium.md 6, 9)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models.inventory import InventoryPage, NewLevel
from flow_omnium.omnium.models.purchase import Store
from flow_omnium.outcomes import NotFound
from flow_omnium.runtime.rest import Call
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.tenant import Tenant

MOST_LEVELS: Final = 1_000
"""How many levels Omnium wants in one call (omnium.md 2.6)."""


class OmniumInventory:
    """Levels, read by key: a search may lag behind a write."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def level(self, tenant: Tenant, sku: str, warehouse_code: str) -> Decimal | None:
        """Return how much of a SKU lies in a warehouse; None if Omnium knows nothing of it there."""
        query = {"warehouseIds": warehouse_code}
        call = Call("GET", routes.READ_INVENTORY, ids={"sku": sku}, query=query)
        try:
            page = read_as(InventoryPage, await self._api.send(tenant, call))
        except NotFound:
            return None
        levels = (item.inventory for item in page.result if item.warehouse_code == warehouse_code)
        return next(levels, None)

    async def set_levels(self, tenant: Tenant, levels: Sequence[NewLevel]) -> None:
        """Set totals; what is reserved stays reserved."""
        for start in range(0, len(levels), MOST_LEVELS):
            body = levels[start : start + MOST_LEVELS]
            query = {"isReservedInventoryOverwritten": "false"}
            await self._api.send(tenant, Call("PUT", routes.SET_INVENTORY, query=query, body=body))

    async def warehouse(self, tenant: Tenant, code: str) -> Store | None:
        """Read a store or warehouse; None if Omnium has none of that code."""
        call = Call("GET", routes.READ_STORE, ids={"storeId": code})
        try:
            return read_as(Store, await self._api.send(tenant, call))
        except NotFound:
            return None
