"""The calls on what a shop receives: purchase orders, receptions, stock."""

from collections.abc import Sequence
from typing import Final

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.models.purchase import PurchaseOrder, Receivement, ReceivementPage
from flow_omnium.flow.models.stock import ProductStock, StockPage, StockQuery
from flow_omnium.outcomes import NotFound
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.tenant import Tenant

_PAGE_SIZE: Final = 100


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
        found: list[Receivement] = []
        number = 1
        while True:
            page = await self._page(tenant, store_uid, purchase_order_uid, number)
            found += (one for one in page if one.purchase_order_uid == purchase_order_uid)
            if len(page) < _PAGE_SIZE:
                return found
            number += 1

    async def stock(
        self, tenant: Tenant, product_uids: Sequence[str], warehouse_uid: str
    ) -> Sequence[ProductStock]:
        """Read how much of the products lies in a warehouse now; one that was never there may be left out."""
        query = StockQuery(product_uids=tuple(product_uids), warehouse_uids=(warehouse_uid,))
        return read_as(StockPage, await self._api.send(tenant, routes.READ_STOCK, body=query)).items

    async def _page(
        self, tenant: Tenant, store_uid: str, purchase_order_uid: str, number: int
    ) -> Sequence[Receivement]:
        query = {
            "purchaseOrderUid": purchase_order_uid,
            "pageNumber": str(number),
            "pageSize": str(_PAGE_SIZE),
        }
        ids = {"storeUid": store_uid}
        try:
            answer = await self._api.send(tenant, routes.FIND_RECEIVEMENTS, ids=ids, query=query)
        except NotFound:
            return ()
        return read_as(ReceivementPage, answer).items
