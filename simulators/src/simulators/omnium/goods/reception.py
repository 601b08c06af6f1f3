"""Receiving goods: all lines of a call, or none.

The call on a delivery refuses repeats by `goodsReceptionId`; the generic one stores the id and does not look.
"""

from collections.abc import Callable, Sequence

from aiohttp import web

from simulators.answers import empty_answer
from simulators.documents import Document
from simulators.omnium.events import Caller
from simulators.omnium.goods.commit import RECEIVED, commit_delivery
from simulators.omnium.goods.reception_rules import refuse_bad_reception, refuse_closed, refuse_duplicates
from simulators.omnium.inventory import commit as stock
from simulators.omnium.models.delivery import GoodsReceptionLine, GoodsReceptionLines
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.orders.totals import number
from simulators.omnium.purchasing.commit import commit_purchase_order, purchase_order_to_change
from simulators.omnium.purchasing.line_rules import line_named, nothing_open
from simulators.omnium.purchasing.purchase_order_store import delivery_of_line, lines_of
from simulators.omnium.state import STATE, OmniumState
from simulators.write_model import written


async def receive_on_delivery(request: web.Request) -> web.Response:
    """Receive lines of one delivery, each `goodsReceptionId` once; answers without a body."""
    state = request.app[STATE]
    delivery = state.deliveries.existing(request.match_info["deliveryId"])
    lines = (await written(request, GoodsReceptionLines)).root
    refuse_closed(delivery, state.config.closed_delivery_statuses)
    refuse_bad_reception(lines, delivery_finder(state), delivery["id"], state.catalogue.stores)
    refuse_duplicates(lines, state.stock.knows_reception)
    receive(state, lines, caller_of(request))
    return empty_answer(200)


async def receive_anywhere(request: web.Request) -> web.Response:
    """Receive lines of any deliveries; a repeat counts twice. Answers without a body."""
    state = request.app[STATE]
    lines = (await written(request, GoodsReceptionLines)).root
    refuse_bad_reception(lines, delivery_finder(state), None, state.catalogue.stores)
    receive(state, lines, caller_of(request))
    return empty_answer(200)


def delivery_finder(state: OmniumState) -> Callable[[str], str | None]:
    """Tell of lines by their id in which stored delivery they are, None for those in none."""

    def delivery_of(line_id: str) -> str | None:
        order = state.purchase_orders.owner_of(line_id) or {}
        found = (
            delivery_of_line(order, line) for line in lines_of(order) if line.get("lineItemId") == line_id
        )
        delivery_id = next(found, None)
        return delivery_id if state.deliveries.get(delivery_id) else None

    return delivery_of


def receive(state: OmniumState, receptions: Sequence[GoodsReceptionLine], caller: Caller) -> None:
    """Book checked receptions: on the lines, the purchase orders, the stock, the deliveries, in this order."""
    orders = orders_to_change(state, receptions)
    lines = [line_named(lines_of(orders[each.line_item_id]), each.line_item_id) for each in receptions]
    deliveries = [
        str(delivery_of_line(orders[each.line_item_id], line))
        for each, line in zip(receptions, lines, strict=True)
    ]
    for reception, line in zip(receptions, lines, strict=True):
        line["deliveredQuantity"] = number(line.get("deliveredQuantity")) + reception.delivered_quantity
    for order in {order["id"]: order for order in orders.values()}.values():
        commit_received(state, order, caller)
    for reception, line, delivery_id in zip(receptions, lines, deliveries, strict=True):
        raise_stock(state, reception, {**line, "deliveryId": delivery_id}, caller)
    for delivery_id in dict.fromkeys(deliveries):
        move_delivery(state, delivery_id, caller)


def orders_to_change(state: OmniumState, receptions: Sequence[GoodsReceptionLine]) -> dict[str, Document]:
    """Copy the purchase orders concerned, by the ids of the received lines. Raises Refusal 409, 400."""
    owners = {each.line_item_id: state.purchase_orders.owner_of(each.line_item_id) for each in receptions}
    ids = {line_id: str(owner["id"]) for line_id, owner in owners.items() if owner is not None}
    copies = {order_id: purchase_order_to_change(state, order_id) for order_id in dict.fromkeys(ids.values())}
    return {line_id: copies[order_id] for line_id, order_id in ids.items()}


def commit_received(state: OmniumState, order: Document, caller: Caller) -> None:
    """Store a purchase order after a reception, completed when nothing is open and the tenant has a status for it."""
    completed = state.config.goods_reception_completed_status
    if not completed or order.get("status") == completed or not nothing_open(lines_of(order)):
        commit_purchase_order(state, "received", order, caller)
        return
    commit_purchase_order(state, "completed", {**order, "status": completed}, caller)


def raise_stock(state: OmniumState, reception: GoodsReceptionLine, line: Document, caller: Caller) -> None:
    """Put received goods in stock, with a transaction of their own; its cost is that of the line."""
    quantity = reception.delivered_quantity
    item = stock.item_or_new(state, line["code"], str(reception.warehouse_code))
    raised = {**item, "inventory": number(item["inventory"]) + quantity}
    stored = stock.commit_item(state, stock.RECEIVED, raised, caller)
    stock.log_change(
        state,
        stored,
        quantity,
        caller,
        transactionType="GoodsReception",
        purchaseOrderId=line.get("purchaseOrderId"),
        lineItemId=line["lineItemId"],
        deliveryId=line["deliveryId"],
        goodsReceptionId=reception.goods_reception_id,
        cost=number(line.get("placedPrice")),
    )


def move_delivery(state: OmniumState, delivery_id: str, caller: Caller) -> None:
    """Move the status of a delivery on, unless that is switched off on it."""
    delivery = dict(state.deliveries.existing(delivery_id))
    if not delivery.get("isAutoDeliveryStatusDisabled"):
        is_complete = nothing_open(state.purchase_orders.lines_in(delivery_id))
        delivery["deliveryStatus"] = "Completed" if is_complete else "InProgress"
    commit_delivery(state, RECEIVED, delivery, caller)
