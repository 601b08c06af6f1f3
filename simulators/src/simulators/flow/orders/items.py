"""Lines of an order: added, changed and removed while it is OPEN."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.models import ItemChange, ItemCreation
from simulators.flow.orders.document import new_item
from simulators.flow.orders.progress import items_in, open_quantity
from simulators.flow.orders.states import refuse_unless_open
from simulators.flow.orders.stored import item_of, keep_items, line_of, order_of
from simulators.flow.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def post_item(request: web.Request) -> web.Response:
    """Add a line; 409 when its uid is taken on this order."""
    state = request.app[STATE]
    creation = await written(request, ItemCreation)
    order = order_of(request)
    refuse_unless_open(order)
    uid = creation.order_item_uid or f"item-{state.next_number()}"
    if uid in {item.get("orderItemUid") for item in items_in(order)}:
        raise Refusal(409, f"orderItemUid: '{uid}' exists")
    item = new_item(creation.model_dump(by_alias=True), uid=uid, now=state.now())
    refuse_strange_package(order, item)
    kept = keep_items(request, order, [*items_in(order), item])
    return json_answer(line_of(kept, uid), status=201)


async def put_item(request: web.Request) -> web.Response:
    """Change the sent fields of a line."""
    change = await written(request, ItemChange)
    order = order_of(request)
    item = item_of(request, order)
    refuse_unless_open(order)
    item.update(change.model_dump(by_alias=True, exclude_unset=True))
    item["lastModifiedAt"] = request.app[STATE].now()
    refuse_below_done(item)
    refuse_strange_package(order, item)
    kept = keep_items(request, order, [item if _same(item, old) else old for old in items_in(order)])
    return json_answer(line_of(kept, item["orderItemUid"]))


async def delete_item(request: web.Request) -> web.Response:
    """Remove a line of which nothing is delivered."""
    order = order_of(request)
    item = item_of(request, order)
    refuse_unless_open(order)
    if item.get("quantityDelivered"):
        raise Refusal(
            400, f"quantityDelivered: line '{item['orderItemUid']}' is delivered, it cannot be removed"
        )
    keep_items(request, order, [old for old in items_in(order) if not _same(item, old)])
    return empty_answer(204)


def refuse_below_done(item: Document) -> None:
    """Refuse a line without product, quantity or price, and less than what is delivered and cancelled."""
    for name in ("productUid", "quantityOrdered", "unitPrice"):
        if item.get(name) is None:
            raise Refusal(400, f"{name}: is required")
    if open_quantity(item) < 0:
        delivered, cancelled = item.get("quantityDelivered") or 0, item.get("quantityCancelled") or 0
        raise Refusal(400, f"quantityOrdered: {delivered} of the line are delivered, {cancelled} cancelled")


def refuse_strange_package(order: Document, item: Document) -> None:
    """Refuse a part of a package whose whole is no other line of the order."""
    whole = item.get("packageOrderItemUid")
    others = {other.get("orderItemUid") for other in items_in(order)} - {item["orderItemUid"]}
    if whole is not None and whole not in others:
        raise Refusal(400, f"packageOrderItemUid: '{whole}' is not another line of the order")


def _same(item: Document, other: Document) -> bool:
    return bool(item["orderItemUid"] == other.get("orderItemUid"))
