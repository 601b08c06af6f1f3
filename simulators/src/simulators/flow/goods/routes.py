"""Purchase orders and receivements as the API shows them: only to the store that they belong to."""

from collections.abc import Mapping

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.flow.goods.search import (
    PurchaseOrderQuery,
    ReceivementQuery,
    found_purchase_orders,
    found_receivements,
)
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.orders.progress import items_in
from simulators.flow.paging import filters_in
from simulators.refusal import Refusal
from simulators.write_model import checked


async def list_purchase_orders(request: web.Request) -> web.Response:
    """List the purchase orders of a store."""
    filters = filters_in(request.query.items(), lists={"purchaseOrderStatus"})
    found = found_purchase_orders(
        _of_store(request, request[TENANT].purchase_orders), checked(PurchaseOrderQuery, filters)
    )
    return paged(request, found)


async def get_purchase_order(request: web.Request) -> web.Response:
    """Read a purchase order."""
    return json_answer(_named(request, request[TENANT].purchase_orders, "purchaseOrderUid"))


async def list_purchase_order_items(request: web.Request) -> web.Response:
    """List the lines of a purchase order."""
    order = _named(request, request[TENANT].purchase_orders, "purchaseOrderUid")
    return paged(request, items_in(order))


async def get_purchase_order_item(request: web.Request) -> web.Response:
    """Read a line of a purchase order."""
    order = _named(request, request[TENANT].purchase_orders, "purchaseOrderUid")
    uid = request.match_info["purchaseOrderItemUid"]
    for item in items_in(order):
        if item.get("purchaseOrderItemUid") == uid:
            return json_answer(item)
    raise Refusal(404, f"purchaseOrderItemUid: '{uid}' was not found")


async def list_receivements(request: web.Request) -> web.Response:
    """List the receivements of a store."""
    asked = checked(ReceivementQuery, filters_in(request.query.items()))
    found = found_receivements(_of_store(request, request[TENANT].receivements), asked)
    return paged(request, found)


async def get_receivement(request: web.Request) -> web.Response:
    """Read a receivement."""
    return json_answer(_named(request, request[TENANT].receivements, "receivementUid"))


def _of_store(request: web.Request, records: Mapping[str, Document]) -> list[Document]:
    store_uid = request.match_info["storeUid"]
    return [record for record in records.values() if record.get("storeUid") == store_uid]


def _named(request: web.Request, records: Mapping[str, Document], name: str) -> Document:
    """Find the record of the path, in the store of the path. Raises Refusal 404."""
    uid = request.match_info[name]
    record = records.get(uid)
    if record is None or record.get("storeUid") != request.match_info["storeUid"]:
        raise Refusal(404, f"{name}: '{uid}' was not found")
    return record
