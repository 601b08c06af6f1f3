"""What the shop does to the lines of an order: ring up, take off, cancel; pure."""

from simulators.documents import Document
from simulators.flow.models import ItemCreation
from simulators.flow.orders.document import new_item
from simulators.flow.orders.progress import items_in, open_quantity
from simulators.flow.orders.totals import share
from simulators.flow.shop.acts import (
    AddItem,
    CancelQuantity,
    ChangeItem,
    RemoveItem,
    ShopItem,
    SplitItem,
)
from simulators.flow.shop.till import CASHIER, Till
from simulators.refusal import Refusal
from simulators.write_model import checked


def with_items(order: Document, items: list[ShopItem], till: Till) -> Document:
    """Ring up several lines."""
    for item in items:
        order = with_item(order, item, till)
    return order


def with_item(order: Document, item: ShopItem, till: Till) -> Document:
    """Ring up one line. Raises Refusal 409 when its uid is taken."""
    uid = till.uid(item.order_item_uid, "item")
    taken = {old["orderItemUid"] for old in items_in(order)}
    if uid in taken:
        raise Refusal(409, f"orderItemUid: '{uid}' exists")
    if item.package_order_item_uid not in {None, *taken}:
        whole = item.package_order_item_uid
        raise Refusal(400, f"packageOrderItemUid: '{whole}' is not another line of the order")
    line = new_item(_creation(item), uid=uid, now=till.now, by=CASHIER.uid)
    return {**order, "items": [*items_in(order), line]}


def add_item(order: Document, act: AddItem, till: Till) -> Document:
    """Ring up one line on an order that exists."""
    return with_item(order, act.item, till)


def remove_item(order: Document, act: RemoveItem, _till: Till) -> Document:
    """Take off a line that the shop itself added and of which nothing is delivered."""
    item = item_in(order, act.order_item_uid)
    if item.get("externalId"):
        raise Refusal(400, f"externalId: line '{act.order_item_uid}' is not the shop's own")
    if item.get("quantityDelivered"):
        raise Refusal(400, f"quantityDelivered: line '{act.order_item_uid}' is delivered")
    return {**order, "items": [other for other in items_in(order) if other is not item]}


def cancel_quantity(order: Document, act: CancelQuantity, _till: Till) -> Document:
    """Cancel so much of a line, at most what is open."""
    item = item_in(order, act.order_item_uid)
    if act.quantity > open_quantity(item):
        raise Refusal(400, f"quantity: {open_quantity(item)} of line '{act.order_item_uid}' is open")
    cancelled = (item.get("quantityCancelled") or 0) + act.quantity
    return with_changed_item(order, item, {"quantityCancelled": cancelled})


def change_item(order: Document, act: ChangeItem, _till: Till) -> Document:
    """Give a line another price or discount."""
    item = item_in(order, act.order_item_uid)
    changes = act.model_dump(by_alias=True, include={"unit_price", "item_discount_amount"}, exclude_none=True)
    return with_changed_item(order, item, changes)


def split_item(order: Document, act: SplitItem, till: Till) -> Document:
    """Make two lines of one. Both keep what Omnium calls it: assumed, Flow's pages do not say."""
    item = item_in(order, act.order_item_uid)
    ordered, discount = item["quantityOrdered"], item.get("itemDiscountAmount") or 0
    if act.quantity >= ordered or act.quantity > open_quantity(item):
        raise Refusal(400, f"quantity: {open_quantity(item)} of {ordered} of the line are open")
    taken = share(discount, act.quantity, ordered)
    rest = {"quantityOrdered": ordered - act.quantity, "itemDiscountAmount": discount - taken}
    body = {**item, "quantityOrdered": act.quantity, "itemDiscountAmount": taken}
    nothing = {"quantityDelivered": 0, "quantityCancelled": 0}
    part = new_item({**body, **nothing}, uid=till.uid(None, "item"), now=till.now, by=CASHIER.uid)
    order = with_changed_item(order, item, rest)
    return {**order, "items": [*items_in(order), part]}


def item_in(order: Document, item_uid: str) -> Document:
    """Find a line. Raises Refusal 400: the act names a line that is none."""
    for item in items_in(order):
        if item["orderItemUid"] == item_uid:
            return item
    raise Refusal(400, f"orderItemUid: '{item_uid}' is not a line of the order")


def with_changed_item(order: Document, item: Document, changes: Document) -> Document:
    """Copy an order with one of its lines changed."""
    return {
        **order,
        "items": [{**other, **changes} if other is item else other for other in items_in(order)],
    }


def _creation(item: ShopItem) -> Document:
    """Word a rung-up line as the API would; the shop gives no external id."""
    body = item.model_dump(by_alias=True)
    body["quantityOrdered"] = body.pop("quantity")
    return checked(ItemCreation, body).model_dump(by_alias=True)
