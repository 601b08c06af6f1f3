"""Finding the order and the line that a call is about, and keeping what it changed."""

from aiohttp import web

from simulators.documents import Document
from simulators.flow.committing import commit_order
from simulators.flow.guard import TENANT
from simulators.flow.orders.document import INTEGRATION
from simulators.flow.orders.progress import items_in, restated
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


def item_of(request: web.Request, order: Document) -> Document:
    """Copy the line of the path. Raises Refusal 404."""
    return dict(line_of(order, request.match_info["orderItemUid"]))


def line_of(order: Document, item_uid: str) -> Document:
    """Find a line by its uid. Raises Refusal 404."""
    for item in items_in(order):
        if item.get("orderItemUid") == item_uid:
            return item
    raise Refusal(404, f"orderItemUid: '{item_uid}' was not found")


def keep(request: web.Request, order: Document, changes: Document, *, is_new: bool = False) -> Document:
    """Store an order with its changes, totals anew."""
    before = None if is_new else order
    return commit_order(request.app[STATE], request[TENANT], before, {**order, **changes}, by=INTEGRATION)


def keep_items(request: web.Request, order: Document, items: list[Document]) -> Document:
    """Store an order with other lines; what is paid and delivered is judged anew."""
    rounding = request[TENANT].settings.cash_rounding
    return keep(request, order, restated({**order, "items": items}, rounding))
