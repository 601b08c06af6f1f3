"""Ordering from suppliers; pure."""

from simulators.documents import Document
from simulators.flow.goods.products import product_as
from simulators.flow.goods.purchase_orders import purchase_order, purchase_order_item
from simulators.flow.orders.document import stamps
from simulators.flow.places import main_warehouse, refuse_unknown_store, refuse_unknown_warehouse
from simulators.flow.shop.stockroom_acts import Purchase, PurchaseItem
from simulators.flow.shop.till import CASHIER, Till
from simulators.flow.tenant import Tenant, currency_of
from simulators.refusal import Refusal


def purchased(tenant: Tenant, act: Purchase, till: Till) -> Document:
    """Make a purchase order that is sent. Raises Refusal 409 for a taken uid, 400 for an unknown place."""
    refuse_unknown_store(tenant, act.store_uid)
    warehouse = act.warehouse_uid or main_warehouse(tenant, act.store_uid)
    refuse_unknown_warehouse(tenant, warehouse)
    uid = till.uid(act.purchase_order_uid, "purchase")
    if uid in tenant.purchase_orders:
        raise Refusal(409, f"purchaseOrderUid: '{uid}' exists")
    head = {"purchaseOrderUid": uid, "storeUid": act.store_uid, "warehouseUid": warehouse}
    items = [_item(tenant, item, till) for item in act.items]
    refuse_repeated_lines(items)
    currency = currency_of(tenant.settings)
    return purchase_order(head, items, currency=currency, stamps=stamps(till.now, CASHIER.uid))


def refuse_repeated_lines(items: list[Document]) -> None:
    """Refuse two lines of one uid. Raises Refusal 409."""
    uids = [item["purchaseOrderItemUid"] for item in items]
    for uid in uids:
        if uids.count(uid) > 1:
            raise Refusal(409, f"purchaseOrderItemUid: '{uid}' exists")


def _item(tenant: Tenant, item: PurchaseItem, till: Till) -> Document:
    product = product_as(tenant, item.product_uid, sku=item.sku, name=item.name)
    uid = till.uid(item.purchase_order_item_uid, "purchase-item")
    return purchase_order_item(item.model_dump(by_alias=True), uid=uid, product=product)
