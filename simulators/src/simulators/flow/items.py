"""Lines of an order: added, changed and removed while it is OPEN."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.models import ItemChange, ItemCreation
from simulators.flow.order_document import new_item
from simulators.flow.order_states import refuse_unless_open
from simulators.flow.state import STATE
from simulators.flow.stored_orders import item_of, items_in, keep, order_of
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
    keep(request, order, {"items": [*items_in(order), item]})
    return json_answer(item, status=201)


async def put_item(request: web.Request) -> web.Response:
    """Change the sent fields of a line."""
    change = await written(request, ItemChange)
    order = order_of(request)
    item = item_of(request, order)
    refuse_unless_open(order)
    item.update(change.model_dump(by_alias=True, exclude_unset=True))
    item["lastModifiedAt"] = request.app[STATE].now()
    refuse_below_delivered(item)
    keep(request, order, {"items": [item if _same(item, old) else old for old in items_in(order)]})
    return json_answer(item)


async def delete_item(request: web.Request) -> web.Response:
    """Remove a line of which nothing is delivered."""
    order = order_of(request)
    item = item_of(request, order)
    refuse_unless_open(order)
    if item.get("quantityDelivered"):
        raise Refusal(
            400, f"quantityDelivered: line '{item['orderItemUid']}' is delivered, it cannot be removed"
        )
    keep(request, order, {"items": [old for old in items_in(order) if not _same(item, old)]})
    return empty_answer(204)


def refuse_below_delivered(item: Document) -> None:
    """Refuse a line without product, quantity or price, and a quantity below what is delivered."""
    for name in ("productUid", "quantityOrdered", "unitPrice"):
        if item.get(name) is None:
            raise Refusal(400, f"{name}: is required")
    if item["quantityOrdered"] < (item.get("quantityDelivered") or 0):
        raise Refusal(400, f"quantityOrdered: {item['quantityDelivered']} of the line are delivered")


def _same(item: Document, other: Document) -> bool:
    return bool(item["orderItemUid"] == other.get("orderItemUid"))
