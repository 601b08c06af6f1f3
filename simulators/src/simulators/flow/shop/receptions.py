"""Taking goods in, and what is said of it afterwards; pure."""

from simulators.documents import Document
from simulators.flow.goods.products import product_as
from simulators.flow.goods.purchase_orders import NOT_RECEIVABLE
from simulators.flow.goods.receivements import line_of, receivement, receivement_item
from simulators.flow.orders.document import stamps
from simulators.flow.orders.progress import items_in
from simulators.flow.places import main_warehouse, refuse_unknown_store, refuse_unknown_warehouse
from simulators.flow.shop.stockroom_acts import (
    CorrectReceived,
    Receive,
    ReceivedGoods,
    ReceptionItemAct,
    RestateReception,
)
from simulators.flow.shop.till import CASHIER, Till
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal


def received(tenant: Tenant, act: Receive, till: Till) -> Document:
    """Make a receivement. Raises Refusal."""
    refuse_unknown_store(tenant, act.store_uid)
    order = receivable_order(tenant, act.purchase_order_uid, act.order_store_uid or act.store_uid)
    uid = till.uid(act.receivement_uid, "receivement")
    if uid in tenant.receivements:
        raise Refusal(409, f"receivementUid: '{uid}' exists")
    warehouse = receiving_warehouse(tenant, act, order)
    head = {
        "receivementUid": uid,
        "purchaseOrderUid": act.purchase_order_uid,
        "storeUid": act.store_uid,
        "warehouseUid": warehouse,
    }
    items = [_item(tenant, act, goods, warehouse, till) for goods in act.items]
    return receivement(head, items, stamps=stamps(till.now, CASHIER.uid))


def sent_back(tenant: Tenant, act: Receive, till: Till) -> Document:
    """Make a receivement of goods that go back: each of its quantities is below zero. Raises Refusal."""
    made = received(tenant, act, till)
    return {**made, "items": [{**item, "quantity": -item["quantity"]} for item in made["items"]]}


def receivable_order(tenant: Tenant, uid: str | None, store_uid: str) -> Document | None:
    """Find a purchase order. Raises Refusal 404 when the store has none, 400 when it takes no goods."""
    if uid is None:
        return None
    order = tenant.purchase_orders.get(uid)
    if order is None or order.get("storeUid") != store_uid:
        raise Refusal(404, f"purchaseOrderUid: '{uid}' was not found in the store")
    if order.get("status") in NOT_RECEIVABLE:
        raise Refusal(400, f"status: the purchase order is {order['status']}")
    return order


def receiving_warehouse(tenant: Tenant, act: Receive, order: Document | None) -> str:
    """Choose the warehouse: the act's, else the purchase order's, else the store's first."""
    ordered_to = None if act.order_store_uid else (order or {}).get("warehouseUid")
    warehouse: str = act.warehouse_uid or ordered_to or main_warehouse(tenant, act.store_uid)
    refuse_unknown_warehouse(tenant, warehouse)
    return warehouse


def reception_named(tenant: Tenant, uid: str) -> Document:
    """Find a reception. Raises Refusal 404."""
    if uid not in tenant.receivements:
        raise Refusal(404, f"receivementUid: '{uid}' was not found")
    return tenant.receivements[uid]


def corrected(before: Document, act: CorrectReceived, till: Till) -> Document:
    """Copy a reception with one of its items said otherwise. Raises Refusal 404."""
    said = act.model_dump(by_alias=True, include={"quantity", "status"}, exclude_none=True)
    uid = _item_named(before, act)["receivementItemUid"]
    items = [
        _stamped({**item, **said}, till) if item["receivementItemUid"] == uid else item
        for item in items_in(before)
    ]
    return _stamped({**before, "items": items}, till)


def without_item(before: Document, act: ReceptionItemAct, till: Till) -> Document:
    """Copy a reception without one of its items. Raises Refusal 404."""
    unwanted = _item_named(before, act)
    return _stamped({**before, "items": [item for item in items_in(before) if item is not unwanted]}, till)


def restated(before: Document, act: RestateReception, till: Till) -> Document:
    """Copy a reception with another status, its own and that of its items."""
    items = [_stamped({**item, "status": act.status}, till) for item in items_in(before)]
    return _stamped({**before, "status": act.status, "items": items}, till)


def _item(tenant: Tenant, act: Receive, goods: ReceivedGoods, warehouse: str, till: Till) -> Document:
    order_uid = goods.purchase_order_uid or act.purchase_order_uid
    order = receivable_order(tenant, order_uid, act.order_store_uid or act.store_uid)
    body = goods.model_dump(by_alias=True)
    body["warehouseUid"] = goods.warehouse_uid or warehouse
    refuse_unknown_warehouse(tenant, body["warehouseUid"])
    line = {"productUid": goods.product_uid, **line_of(order, body)}
    uid = till.uid(goods.receivement_item_uid, "receivement-item")
    return receivement_item(body, uid=uid, product=_product(tenant, goods, line), line=line)


def _product(tenant: Tenant, goods: ReceivedGoods, line: Document) -> Document:
    """Word what came: what the line says, or what came in its stead."""
    if goods.substitute_product_uid is not None:
        return product_as(tenant, goods.substitute_product_uid, sku=goods.sku, name=goods.name)
    sku, name = goods.sku or line.get("productSku"), goods.name or line.get("productName")
    return product_as(tenant, line["productUid"], sku=sku, name=name)


def _item_named(reception: Document, act: ReceptionItemAct) -> Document:
    uid = act.receivement_item_uid
    for item in items_in(reception):
        if item.get("receivementItemUid") == uid:
            return item
    raise Refusal(404, f"receivementItemUid: '{uid}' was not found")


def _stamped(document: Document, till: Till) -> Document:
    return {**document, "lastModifiedAt": till.now, "lastModifiedBy": CASHIER.uid}
