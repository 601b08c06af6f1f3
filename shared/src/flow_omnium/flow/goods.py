"""The calls on what a shop receives: purchase orders, receptions, stock."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Final

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.changes import NEWEST_FIRST, ChangesOf, Window
from flow_omnium.flow.lists import ListOf
from flow_omnium.flow.models.purchase import (
    NewStock,
    NewStocks,
    ProductStock,
    PurchaseOrder,
    Receivement,
    StockQuery,
    StoreStockQuery,
)
from flow_omnium.outcomes import NotFound
from flow_omnium.rest.batches import Batch
from flow_omnium.rest.reading import read_as
from flow_omnium.rest.versions import utc_text
from flow_omnium.tenants.tenant import Tenant

_RECEIVEMENTS: Final = ListOf(routes.FIND_RECEIVEMENTS, Receivement, lambda one: one.receivement_uid)
_CHANGED: Final = ChangesOf(
    routes.FIND_RECEIVEMENTS,
    Receivement,
    "receivementUid",
    lambda one: one.receivement_uid,
    lambda one: one.last_modified_at,
)
_ORDERS: Final = ListOf(routes.FIND_PURCHASE_ORDERS, PurchaseOrder, lambda one: one.purchase_order_uid)
_STOCK: Final = ListOf(routes.READ_STOCK, ProductStock, lambda one: (one.product_uid, one.product_sku))
_STORE_STOCK: Final = ListOf(
    routes.READ_STORE_STOCK, ProductStock, lambda one: (one.product_uid, one.product_sku)
)

MOST_STOCK: Final = 500
"""How many levels are written in one call (design section 9)."""


class FlowGoods:
    """Purchase orders and receptions of a store, and levels of a tenant's warehouses."""

    def __init__(self, api: FlowApi) -> None:
        self._api = api

    async def purchase_order(self, tenant: Tenant, store_uid: str, uid: str) -> PurchaseOrder | None:
        """Read a purchase order; None if the store has none of that uid."""
        ids = {"storeUid": store_uid, "purchaseOrderUid": uid}
        try:
            answer = await self._api.send(tenant, routes.READ_PURCHASE_ORDER, ids=ids)
        except NotFound:
            return None
        return read_as(PurchaseOrder, answer)

    async def purchase_orders(
        self, tenant: Tenant, store_uid: str, external_id: str | None = None
    ) -> Sequence[PurchaseOrder]:
        """List all purchase orders of a store, or those of an external id, however many pages they fill.

        A store that is none has none.
        """
        query = {} if external_id is None else {"purchaseOrderExternalId": external_id}
        try:
            found = await _ORDERS.read(self._api, tenant, ids={"storeUid": store_uid}, query=query)
        except NotFound:
            return ()
        return [one for one in found if external_id in (None, one.external_id)]

    async def receivement(self, tenant: Tenant, store_uid: str, uid: str) -> Receivement | None:
        """Read a reception; None if the store has none of that uid."""
        ids = {"storeUid": store_uid, "receivementUid": uid}
        try:
            answer = await self._api.send(tenant, routes.READ_RECEIVEMENT, ids=ids)
        except NotFound:
            return None
        return read_as(Receivement, answer)

    async def receivements(
        self, tenant: Tenant, store_uid: str, purchase_order_uid: str
    ) -> Sequence[Receivement]:
        """List all receptions of a purchase order, however many pages they fill; a store that is none has none."""
        try:
            listed = await _RECEIVEMENTS.read(
                self._api,
                tenant,
                ids={"storeUid": store_uid},
                query={"purchaseOrderUid": purchase_order_uid},
            )
        except NotFound:
            return ()
        return [one for one in listed if one.purchase_order_uid == purchase_order_uid]

    def changed_receivements(
        self, tenant: Tenant, store_uid: str, since: datetime, until: datetime
    ) -> AsyncGenerator[Batch[Receivement], None]:
        """List a store's receptions that were last changed between two moments (UTC), both included.

        Flow publishes no such filter: where it is passed over, the order of the list bounds what is read. One that was deleted
        is in none. Raises Rejected where Flow refuses the filter, NotAccepted where it keeps neither, NotFound for a store
        that is none.
        """
        return _CHANGED.read(
            self._api,
            tenant,
            Window(since, until),
            ids={"storeUid": store_uid},
            query={"modifiedFrom": utc_text(since), **NEWEST_FIRST},
        )

    async def stock(
        self, tenant: Tenant, product_uids: Sequence[str], warehouse_uid: str
    ) -> Sequence[ProductStock]:
        """Read how much of the products lies in a warehouse now. A product that was never there is left out."""
        query = StockQuery(product_uids=tuple(product_uids), warehouse_uids=(warehouse_uid,))
        return await _STOCK.read(self._api, tenant, body=query)

    async def changed_stock(
        self,
        tenant: Tenant,
        store_uid: str,
        since: datetime | None,
        warehouse_uids: Sequence[str] | None = None,
    ) -> Sequence[ProductStock]:
        """Read what has changed after a moment (UTC) in the warehouses that a store may view; None: all that is there.

        Raises Rejected for a warehouse that it may not view.
        """
        named = tuple(warehouse_uids) if warehouse_uids is not None else None
        query = StoreStockQuery(modified_after=since, warehouse_uids=named)
        return await _STORE_STOCK.read(self._api, tenant, ids={"storeUid": store_uid}, body=query)

    async def set_stock(
        self, tenant: Tenant, store_uid: str, warehouse_uid: str, levels: Sequence[NewStock]
    ) -> None:
        """Set up to `MOST_STOCK` levels of a warehouse; it can be repeated. Flow publishes no such call. Raises Rejected."""
        ids = {"storeUid": store_uid, "warehouseUid": warehouse_uid}
        await self._api.send(tenant, routes.SET_STOCK, ids=ids, body=NewStocks(items=tuple(levels)))
