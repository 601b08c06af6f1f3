"""Handing goods over; pure."""

from collections import Counter

from simulators.documents import Document
from simulators.flow.orders.document import stamps
from simulators.flow.orders.progress import items_in, open_quantity
from simulators.flow.places import main_warehouse
from simulators.flow.shop.acts import Deliver
from simulators.flow.shop.lines import item_in, with_changed_item
from simulators.flow.shop.till import CASHIER, Till
from simulators.refusal import Refusal


def deliver(order: Document, act: Deliver, till: Till) -> Document:
    """Hand over the named quantities, or all that is open."""
    if act.items is None:
        return deliver_rest(order, till)
    wanted: Counter[str] = Counter()
    for line in act.items:
        wanted[line.order_item_uid] += line.quantity
    return _delivered(order, wanted, till)


def deliver_rest(order: Document, till: Till) -> Document:
    """Hand over all that is open."""
    return _delivered(order, {item["orderItemUid"]: open_quantity(item) for item in items_in(order)}, till)


def _delivered(order: Document, quantities: dict[str, int], till: Till) -> Document:
    handed = {uid: quantity for uid, quantity in quantities.items() if quantity}
    if not handed:
        raise Refusal(400, "items: nothing is left to deliver")
    delivered = [_delivery_item(order, uid, quantity, till) for uid, quantity in handed.items()]
    for uid, quantity in handed.items():
        item = item_in(order, uid)
        total = (item.get("quantityDelivered") or 0) + quantity
        order = with_changed_item(order, item, {"quantityDelivered": total})
    return {**order, "deliveries": [*(order.get("deliveries") or []), _delivery(delivered, till)]}


def _delivery_item(order: Document, uid: str, quantity: int, till: Till) -> Document:
    item = item_in(order, uid)
    if quantity > open_quantity(item):
        raise Refusal(400, f"quantity: {open_quantity(item)} of line '{uid}' is open")
    warehouse = main_warehouse(till.tenant, order["storeUid"])
    return {
        "deliveryItemUid": till.uid(None, "delivery-item"),
        "orderItemUid": uid,
        "quantityDelivered": quantity,
        "serialnumber": item.get("serialnumber"),
        "sku": item.get("sku"),
        "warehouseUid": warehouse,
        "warehouseName": warehouse,
        **CASHIER.shown(),
    }


def _delivery(items: list[Document], till: Till) -> Document:
    return {
        "deliveryUid": till.uid(None, "delivery"),
        "signature": None,
        "note": None,
        "deliveryState": "DELIVERED",
        "deliveryDate": till.now,
        "externalDeliveryReference": None,
        "items": items,
        "orderItems": [item["orderItemUid"] for item in items],
        **stamps(till.now, CASHIER.uid),
    }
