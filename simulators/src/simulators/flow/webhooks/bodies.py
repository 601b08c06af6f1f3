"""What stands in a webhook: references only, `Id` and `Uid` with a capital (flow.md 4.11); pure."""

import zlib
from typing import Any

from simulators.documents import Document
from simulators.flow.tenant import StockPlace
from simulators.flow.webhooks.actions import Action, ActionName


def order_event(action: Action, tenant_uid: str, order: Document, user_uid: str) -> Document:
    """Word the webhook of a change of an order."""
    body = {
        "action": action.name,
        "tenant": reference(tenant_uid),
        "store": reference(order.get("storeUid")),
        "order": reference(order["orderUid"]),
        "tenantUser": reference(user_uid),
    }
    if action.order_handling_uid is not None:
        body["orderHandling"] = reference(action.order_handling_uid)
    return body


def customer_event(action: ActionName, tenant_uid: str, customer_uid: str, user_uid: str) -> Document:
    """Word the webhook of a change of a customer; it names no store and no order."""
    return {
        "action": action,
        "tenant": reference(tenant_uid),
        "customer": reference(customer_uid),
        "tenantUser": reference(user_uid),
    }


def receivement_event(tenant_uid: str, receivement: Document, user_uid: str) -> Document:
    """Word the webhook of a reception; it names its purchase order when it has one."""
    body = _in_store("RECEIVEMENT_CREATED", tenant_uid, receivement["storeUid"], user_uid)
    body["receivement"] = reference(receivement["receivementUid"])
    if receivement["purchaseOrderUid"] is not None:
        body["purchaseOrder"] = reference(receivement["purchaseOrderUid"])
    return body


def purchase_event(tenant_uid: str, order: Document, user_uid: str) -> Document:
    """Word the webhook of a purchase order of which all has come."""
    body = _in_store("PURCHASE_RECEIVED", tenant_uid, order["storeUid"], user_uid)
    return {**body, "purchaseOrder": reference(order["purchaseOrderUid"])}


def stock_event(tenant_uid: str, store_uid: str | None, place: StockPlace, user_uid: str) -> Document:
    """Word the webhook of a change of stock."""
    body = _in_store("STOCK_CHANGE", tenant_uid, store_uid, user_uid)
    warehouse, product = reference(place.warehouse_uid), reference(place.product_uid)
    return {**body, "warehouse": warehouse, "product": product}


def product_event(action: ActionName, tenant_uid: str, product_uid: str, user_uid: str) -> Document:
    """Word the webhook of a change of a product or its pictures; it names no store."""
    return {
        "action": action,
        "tenant": reference(tenant_uid),
        "product": reference(product_uid),
        "tenantUser": reference(user_uid),
    }


def price_event(action: ActionName, tenant_uid: str, list_uid: str, product_uid: str, user: str) -> Document:
    """Word the webhook of a change of a price; it names the list (assumed) and the product."""
    body = product_event(action, tenant_uid, product_uid, user)
    return {**body, "pricelist": reference(list_uid)}


def reference(uid: Any) -> Document:
    """Refer to a record by a number, the same one every time, and by its uid."""
    return {"Id": zlib.crc32(str(uid).encode()), "Uid": uid}


def _in_store(action: ActionName, tenant_uid: str, store_uid: str | None, user_uid: str) -> Document:
    return {
        "action": action,
        "tenant": reference(tenant_uid),
        "store": reference(store_uid),
        "tenantUser": reference(user_uid),
    }
