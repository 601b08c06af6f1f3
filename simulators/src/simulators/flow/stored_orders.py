"""Finding the order and the line that a call is about, and keeping what it changed."""

from aiohttp import web

from simulators.documents import Document
from simulators.flow.guard import TENANT
from simulators.flow.order_totals import calculate
from simulators.flow.state import STATE
from simulators.refusal import Refusal


def order_of(request: web.Request) -> Document:
    """Find the order of the path, in the store of the path. Raises Refusal 404."""
    order_uid = request.match_info["orderUid"]
    order = request[TENANT].orders.get(order_uid)
    store_uid = request.match_info.get("storeUid")
    if order is None or store_uid not in (None, order.get("storeUid")):
        raise Refusal(404, f"orderUid: '{order_uid}' was not found")
    return order


def items_in(order: Document) -> list[Document]:
    """List the lines; an order that a test stored as it is may have none."""
    return order.get("items") or []


def item_of(request: web.Request, order: Document) -> Document:
    """Find the line of the path. Raises Refusal 404."""
    item_uid = request.match_info["orderItemUid"]
    for item in items_in(order):
        if item.get("orderItemUid") == item_uid:
            return dict(item)
    raise Refusal(404, f"orderItemUid: '{item_uid}' was not found")


def keep(request: web.Request, order: Document, changes: Document) -> Document:
    """Store an order with its changes, totals anew."""
    changed = {**order, **changes, "lastModifiedAt": request.app[STATE].now()}
    calculate(changed)
    request[TENANT].orders[changed["orderUid"]] = changed
    return changed
