"""Taking goods back: an order of its own that refers to the first; pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from simulators.documents import Document
from simulators.flow.orders.document import new_item
from simulators.flow.orders.progress import due, items_in, restated
from simulators.flow.orders.totals import share
from simulators.flow.shop.acts import ItemQuantity, NewOrderAct, Payment, Return, ShopItem
from simulators.flow.shop.deliveries import deliver_rest
from simulators.flow.shop.lines import item_in, with_items
from simulators.flow.shop.new_orders import begun
from simulators.flow.shop.settlements import settle
from simulators.flow.shop.till import CASHIER, Till
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal

COUNTED: Final = ("quantityOrdered", "itemDiscountAmount")
COPIED: Final = ("productUid", "sku", "name", "unitPrice", "vatRate", "serialnumber")


def take_back(tenant: Tenant, act: Return, till: Till) -> Document:
    """Return goods and give the money for them back; what goes out instead, and fees, count against it."""
    original = _original(tenant, act.original_order_uid)
    already = already_returned(tenant.orders.values(), act.original_order_uid)
    order = begun(tenant, _as_new_order(act, original), "RETURN", till, act.original_order_uid)
    for line in act.items:
        order = {**order, "items": [*order["items"], return_item(original, line, already, till)]}
        already[line.order_item_uid] += line.quantity
    order = with_goods_going_out(order, act.new_items, till)
    return {**paid_back(deliver_rest(order, till), act, till), "orderState": "COMPLETE"}


def with_goods_going_out(order: Document, new_items: list[ShopItem], till: Till) -> Document:
    """Ring up what the customer gets instead, and fees: lines of a return below zero, of no line that was sold."""
    back = items_in(order)
    whole = with_items(order, new_items, till)
    going_out = [{**item, **{name: -item[name] for name in COUNTED}} for item in items_in(whole)[len(back) :]]
    return {**whole, "items": [*back, *going_out]}


def paid_back(order: Document, act: Return, till: Till) -> Document:
    """Give the money back, or take what is to pay on top, if there is any: goods may have been free."""
    if act.settlement_code is None or not due(restated(order, till.cash_rounding)):
        return order
    payment = {"settlementCode": act.settlement_code, "amount": act.amount}
    return settle(order, Payment.model_validate(payment), till)


def already_returned(orders: Iterable[Document], original_uid: str) -> Counter[str]:
    """Count what was returned of each line of an order before."""
    returns = (
        order
        for order in orders
        if order.get("type") == "RETURN" and order.get("originalOrderUid") == original_uid
    )
    counted: Counter[str] = Counter()
    for item in (item for order in returns for item in items_in(order)):
        counted[item["originalOrderItemUid"]] += item["quantityOrdered"]
    return counted


def return_item(original: Document, line: ItemQuantity, already: Counter[str], till: Till) -> Document:
    """Make the line of a return. Raises Refusal 400 for more than is delivered and not yet returned."""
    item = item_in(original, line.order_item_uid)
    returned, ordered = already[line.order_item_uid], item["quantityOrdered"]
    left = (item.get("quantityDelivered") or 0) - returned
    if line.quantity > left:
        raise Refusal(400, f"quantity: {left} of line '{line.order_item_uid}' can be returned")
    # Shares of what is returned so far: several part returns give back exactly the whole discount.
    discount = item.get("itemDiscountAmount") or 0
    so_far = share(discount, returned + line.quantity, ordered)
    body = {name: item.get(name) for name in COPIED} | {
        "externalId": None,
        "quantityOrdered": line.quantity,
        "itemDiscountAmount": so_far - share(discount, returned, ordered),
        "originalOrderItemUid": line.order_item_uid,
        "packageOrderItemUid": None,
    }
    return new_item(body, uid=till.uid(None, "item"), now=till.now, by=CASHIER.uid)


def _original(tenant: Tenant, order_uid: str) -> Document:
    original = tenant.orders.get(order_uid)
    if original is None:
        raise Refusal(400, f"originalOrderUid: '{order_uid}' is not an order of the tenant")
    if original.get("type") == "RETURN":
        raise Refusal(400, f"originalOrderUid: '{order_uid}' is a return itself")
    return original


def _as_new_order(act: Return, original: Document) -> NewOrderAct:
    fields = {"act": act.act, "storeUid": act.store_uid, "orderUid": act.order_uid}
    return NewOrderAct.model_validate({**fields, "customerUid": original.get("customerUid")})
