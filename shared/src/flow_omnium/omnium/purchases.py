"""The calls that read Omnium's purchase orders and deliveries for their export (catalog.md 2.1, 4.16, 4.17)."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from decimal import Decimal
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi, shown
from flow_omnium.omnium.models.purchase_export import (
    DeliveryPage,
    DeliverySearch,
    ExportedDelivery,
    ExportedOrder,
    OrderedLine,
    PackageProduct,
    PurchaseOrderSearch,
)
from flow_omnium.omnium.packages import parts_of
from flow_omnium.omnium.scrolls import Scroll
from flow_omnium.outcomes import InvalidData, NotFound
from flow_omnium.rest.batches import Batch, read_each
from flow_omnium.rest.call import Call
from flow_omnium.rest.pages import Page, read_list
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_DELIVERIES_AT_ONCE: Final = 100
_Model = TypeVar("_Model", bound=BaseModel)


class OmniumPurchases:
    """Purchase orders and deliveries, read only. Raises ApiError, Deferred, InvalidData."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def orders(
        self, tenant: Tenant, search: PurchaseOrderSearch
    ) -> AsyncGenerator[Batch[ExportedOrder], None]:
        """Scroll through purchase orders; close it where it is not read to its end."""
        first = Call("POST", routes.SCROLL_PURCHASE_ORDERS, body=search)

        async def begun() -> Any:
            return await self._api.send(tenant, first)

        async def continued(scroll_id: str) -> Any:
            call = Call("GET", routes.NEXT_PURCHASE_ORDERS, ids={"id": scroll_id})
            return await self._api.send(tenant, call)

        async with aclosing(Scroll(shown(first), begun, continued).batches()) as batches:
            async for batch in batches:
                yield read_each(ExportedOrder, batch, "id")

    async def order(self, tenant: Tenant, order_id: str) -> ExportedOrder | None:
        """Read a purchase order; None where Omnium has none of that id."""
        call = Call("GET", routes.READ_PURCHASE_ORDER, ids={"purchaseOrderId": order_id})
        return await self._one(tenant, call, ExportedOrder)

    async def open_deliveries(self, tenant: Tenant) -> Sequence[ExportedDelivery]:
        """List the deliveries of which goods may still come, however many pages they fill."""

        async def page(number: int) -> Page[ExportedDelivery]:
            # Pages count from 0 (omnium.md 2.4).
            body = DeliverySearch(page=number - 1, take=_DELIVERIES_AT_ONCE)
            answer = await self._api.send(tenant, Call("POST", routes.SEARCH_DELIVERIES, body=body))
            found = read_as(DeliveryPage, answer)
            return Page(found.result, found.total_hits)

        return await read_list(page, lambda one: one.id, count_name="totalHits")

    async def delivery(self, tenant: Tenant, delivery_id: str) -> ExportedDelivery | None:
        """Read a delivery; None where Omnium has none of that id."""
        call = Call("GET", routes.READ_DELIVERY, ids={"deliveryId": delivery_id})
        return await self._one(tenant, call, ExportedDelivery)

    async def delivery_lines(self, tenant: Tenant, delivery_id: str) -> Sequence[OrderedLine]:
        """List the lines of a delivery, of all purchase orders; of one that is gone there are none."""
        call = Call("GET", routes.READ_DELIVERY_LINES, ids={"deliveryId": delivery_id})
        try:
            answer = await self._api.send(tenant, call)
        except NotFound:
            return ()
        if not isinstance(answer, list):
            raise InvalidData("PurchaseOrderLines", type(answer).__name__, "a list")
        return [read_as(OrderedLine, line, at=f"[{place}]") for place, line in enumerate(answer)]

    async def parts_of_product(self, tenant: Tenant, sku: str) -> Mapping[str, Decimal]:
        """Return how much of each code is in one package; nothing where Omnium has no such product, or it has no parts."""
        call = Call("GET", routes.READ_PRODUCT, ids={"productId": sku})
        product = await self._one(tenant, call, PackageProduct)
        return parts_of(product.parts_of(sku)) if product else {}

    async def _one(self, tenant: Tenant, call: Call, model: type[_Model]) -> _Model | None:
        try:
            return read_as(model, await self._api.send(tenant, call))
        except NotFound:
            return None
