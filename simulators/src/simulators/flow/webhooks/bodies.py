"""What stands in a webhook: references only, `Id` and `Uid` with a capital (flow.md 4.11); pure."""

import zlib
from typing import Any

from simulators.documents import Document
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


def reference(uid: Any) -> Document:
    """Refer to a record by a number, the same one every time, and by its uid."""
    return {"Id": zlib.crc32(str(uid).encode()), "Uid": uid}
