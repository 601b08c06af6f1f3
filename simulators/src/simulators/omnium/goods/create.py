"""Making a delivery out of lines of a purchase order."""

import secrets
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from simulators.answers import json_answer
from simulators.clock import moment_of
from simulators.documents import Document
from simulators.omnium.goods.commit import CREATED, UPDATED, commit_delivery
from simulators.omnium.goods.splitting import put_in_delivery
from simulators.omnium.models.delivery import Delivery, LinesToDeliver, LineToDeliver
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.purchasing.commit import commit_purchase_order, purchase_order_to_change
from simulators.omnium.purchasing.line_rules import cancel_rest
from simulators.omnium.purchasing.purchase_order_store import lines_of
from simulators.omnium.query import flag, known_query
from simulators.omnium.state import STATE, OmniumState
from simulators.refusal import Refusal
from simulators.write_model import checked, written

# `barcode` is accepted, nothing is made of it here; lines in two deliveries are always refused.
QUERY: Final = (
    "existingDeliveryId", "newDeliveryId", "cancelRemainingLineItems", "expectedDeliveryDate", "barcode",
    "preventDuplicateLineItems",
)  # fmt: skip


async def create_delivery(request: web.Request) -> web.Response:
    """Put lines in a new delivery, or in one that is there; answers the delivery. A taken id is a 409."""
    state = request.app[STATE]
    query = known_query(request, *QUERY)
    flag(query, "preventDuplicateLineItems")
    lines = (await written(request, LinesToDeliver)).root
    order = purchase_order_to_change(state, request.match_info["purchaseOrderId"])
    delivery = delivery_for(state, order, query)
    put_lines(order, lines, delivery)
    if flag(query, "cancelRemainingLineItems"):
        cancel_lines_left(order)
    kind = UPDATED if state.deliveries.get(delivery["id"]) else CREATED
    commit_purchase_order(state, "delivered", order, caller_of(request))
    return json_answer(commit_delivery(state, kind, delivery, caller_of(request)))


def delivery_for(state: OmniumState, order: Document, query: Mapping[str, str]) -> Document:
    """Find or prepare the delivery. Raises Refusal 404 for one that is not there, 409 for a taken id."""
    existing_id, new_id = query.get("existingDeliveryId"), query.get("newDeliveryId")
    if existing_id and new_id:
        raise Refusal(400, "newDeliveryId: cannot be with existingDeliveryId")
    if state.deliveries.get(new_id) is not None:
        raise Refusal(409, f"newDeliveryId: '{new_id}' is already taken")
    delivery = state.deliveries.existing(existing_id) if existing_id else new_delivery(order, new_id)
    expected = query.get("expectedDeliveryDate")
    return {**delivery, "estimatedTimeOfArrival": _iso(expected)} if expected else delivery


def new_delivery(order: Document, delivery_id: str | None) -> Document:
    """Prepare a delivery to where a purchase order is to go."""
    fields = {
        "id": delivery_id or f"D-{secrets.token_hex(4)}",
        "orderType": "InternalTransfer" if order.get("supplierWarehouseCode") else "PurchaseOrder",
        "warehouseCode": order.get("storeId"),
        "supplierWarehouseCode": order.get("supplierWarehouseCode"),
        "suppliers": [order["supplierName"]] if order.get("supplierName") else [],
        "supplierIds": [order["supplierId"]] if order.get("supplierId") else [],
    }
    return checked(Delivery, fields).model_dump(by_alias=True)


def put_lines(order: Document, lines: list[LineToDeliver], delivery: Document) -> None:
    """Put lines in a delivery, in place. Raises Refusal 400."""
    if not lines:
        raise Refusal(400, "body: names no lines")
    for wanted in lines:
        line = put_in_delivery(order, wanted, delivery["id"], lambda: secrets.token_hex(8))
        line["estimatedTimeOfArrival"] = delivery.get("estimatedTimeOfArrival") or line.get(
            "estimatedTimeOfArrival"
        )


def cancel_lines_left(order: Document) -> None:
    """Cancel what is open of the lines that are in no delivery, in place."""
    for line in lines_of(order):
        if not line.get("deliveryId"):
            cancel_rest(line)


def _iso(text: str) -> str:
    try:
        moment_of(text)
    except ValueError as error:
        raise Refusal(400, f"expectedDeliveryDate: {error}") from error
    return text
