"""Taking goods in: what a reception makes of itself and of its purchase order; pure."""

from simulators.documents import Document
from simulators.flow.goods.products import product_as
from simulators.flow.goods.purchase_orders import NOT_RECEIVABLE, with_received
from simulators.flow.goods.receivements import line_of, receivement, receivement_item
from simulators.flow.order_document import stamps
from simulators.flow.places import refuse_unknown_store, refuse_unknown_warehouse
from simulators.flow.shop.stockroom_acts import Receive, ReceivedGoods
from simulators.flow.shop.till import CASHIER, Till
from simulators.flow.tenant import Tenant
from simulators.refusal import Refusal


def received(tenant: Tenant, act: Receive, till: Till) -> tuple[Document, Document | None]:
    """Make a receivement, and its purchase order as it is then. Raises Refusal."""
    refuse_unknown_store(tenant, act.store_uid)
    order = receivable_order(tenant, act)
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
    items = [_item(tenant, order, goods, warehouse, till) for goods in act.items]
    made = receivement(head, items, stamps=stamps(till.now, CASHIER.uid))
    return made, None if order is None else _moved_on(order, made, till)


def receivable_order(tenant: Tenant, act: Receive) -> Document | None:
    """Find the purchase order. Raises Refusal 404 when the store has none, 400 when it takes no goods."""
    if act.purchase_order_uid is None:
        return None
    order = tenant.purchase_orders.get(act.purchase_order_uid)
    if order is None or order.get("storeUid") != act.store_uid:
        raise Refusal(404, f"purchaseOrderUid: '{act.purchase_order_uid}' was not found in the store")
    if order.get("status") in NOT_RECEIVABLE:
        raise Refusal(400, f"status: the purchase order is {order['status']}")
    return order


def receiving_warehouse(tenant: Tenant, act: Receive, order: Document | None) -> str:
    """Choose the warehouse: the act's, else the purchase order's, else the store's first."""
    ordered_to = (order or {}).get("warehouseUid")
    warehouse: str = act.warehouse_uid or ordered_to or tenant.settings.warehouses_of(act.store_uid)[0]
    refuse_unknown_warehouse(tenant, warehouse)
    return warehouse


def _item(
    tenant: Tenant, order: Document | None, goods: ReceivedGoods, warehouse: str, till: Till
) -> Document:
    body = goods.model_dump(by_alias=True)
    body["warehouseUid"] = goods.warehouse_uid or warehouse
    refuse_unknown_warehouse(tenant, body["warehouseUid"])
    line = {"productUid": goods.product_uid, **line_of(order, body)}
    sku, name = goods.sku or line.get("productSku"), goods.name or line.get("productName")
    product = product_as(tenant, line["productUid"], sku=sku, name=name)
    return receivement_item(body, uid=till.uid(None, "receivement-item"), product=product, line=line)


def _moved_on(order: Document, made: Document, till: Till) -> Document:
    changes = {"lastModifiedAt": till.now, "lastModifiedBy": CASHIER.uid}
    return {**with_received(order, made["items"]), **changes}
