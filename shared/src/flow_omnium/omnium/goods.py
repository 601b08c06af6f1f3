"""The calls on goods: purchase orders, deliveries, receptions, stock levels and warehouses (omnium.md 5, 6, 9)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models.inventory import InventoryPage, NewLevel
from flow_omnium.omnium.models.purchase import (
    Delivery,
    DeliveryLine,
    GoodsReceptionLine,
    PurchaseOrder,
    Store,
    Transaction,
    TransactionPage,
    TransactionSearch,
)
from flow_omnium.outcomes import NotFound
from flow_omnium.rest.call import Call
from flow_omnium.rest.pages import Page, read_list
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

MOST_LEVELS: Final = 1_000
"""How many levels Omnium wants in one call (omnium.md 2.6)."""

_TAKE: Final = 100
"""Movements per page of a search."""


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


class OmniumGoods:
    """Purchase orders and their deliveries."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def purchase_order(self, tenant: Tenant, order_id: str) -> PurchaseOrder | None:
        """Read a purchase order; None if Omnium has none of that id."""
        call = Call("GET", routes.READ_PURCHASE_ORDER, ids={"purchaseOrderId": order_id})
        try:
            return read_as(PurchaseOrder, await self._api.send(tenant, call))
        except NotFound:
            return None

    async def delivery(self, tenant: Tenant, delivery_id: str) -> Delivery | None:
        """Read a delivery; None if Omnium has none of that id."""
        call = Call("GET", routes.READ_DELIVERY, ids={"deliveryId": delivery_id})
        try:
            return read_as(Delivery, await self._api.send(tenant, call))
        except NotFound:
            return None

    async def receptions(self, tenant: Tenant, order_id: str) -> Sequence[Transaction]:
        """List all movements of stock by a purchase order that the search sees: it may lag behind."""

        async def page(number: int) -> Page[Transaction]:
            body = TransactionSearch(purchase_order_id=order_id, page=number, take=_TAKE)
            call = Call("POST", routes.SEARCH_TRANSACTIONS, body=body)
            answer = read_as(TransactionPage, await self._api.send(tenant, call))
            return Page(answer.result, answer.total_hits)

        return await read_list(page, lambda one: one.id or one.goods_reception_id, count_name="totalHits")

    async def create_delivery(
        self, tenant: Tenant, order_id: str, delivery_id: str, lines: Sequence[DeliveryLine], *, exists: bool
    ) -> None:
        """Put lines into a delivery, a new one unless it `exists`. Raises Conflict if a new one's id is taken."""
        name = "existingDeliveryId" if exists else "newDeliveryId"
        query = {name: delivery_id, "preventDuplicateLineItems": "true"}
        call = Call(
            "POST", routes.CREATE_DELIVERY, ids={"purchaseOrderId": order_id}, query=query, body=lines
        )
        await self._api.send(tenant, call)

    async def receive(self, tenant: Tenant, delivery_id: str, lines: Sequence[GoodsReceptionLine]) -> None:
        """Confirm what was received of one delivery, all or nothing.

        Never the route without a delivery: it does not look whether a key was seen (omnium.md 2.9). Raises Rejected,
        with the keys that were seen in its text.
        """
        call = Call("POST", routes.RECEIVE_GOODS, ids={"deliveryId": delivery_id}, body=lines)
        await self._api.send(tenant, call)
