"""What a new order and a new line look like; pure."""

from typing import Any, Final

from simulators.documents import Document

INTEGRATION: Final = "integration"


def new_order(
    body: Document, *, uid: str, number: str, store_uid: str, now: str, by: str = INTEGRATION
) -> Document:
    """Make the document of a new order; it starts OPEN."""
    return {
        **_empty_order(),
        **body,
        "orderUid": uid,
        "orderNumber": number,
        "storeUid": store_uid,
        "storeName": store_uid,
        "orderDate": now,
        **stamps(now, by),
    }


def new_item(body: Document, *, uid: str, now: str, by: str = INTEGRATION) -> Document:
    """Make the document of a new line; nothing of it is delivered or cancelled."""
    return {
        "quantityDelivered": 0,
        "quantityCancelled": 0,
        "itemCost": 0,
        "actions": [],
        "allowedActions": [],
        **body,
        "sku": body["sku"] or body["productUid"],
        "orderItemUid": uid,
        **stamps(now, by),
    }


def new_order_handling(handling: Document, *, uid: str, order_uid: str, now: str) -> Document:
    """Make the document of a handling that is attached to an order."""
    return {
        "orderHandlingUid": uid,
        "orderUid": order_uid,
        "handlingUid": handling["handlingUid"],
        "name": handling["name"],
        "description": handling["description"],
        "active": True,
        "state": "NOT_STARTED",
        **stamps(now),
    }


def _empty_order() -> Document:
    lists: dict[str, Any] = {name: [] for name in ("orderhandlings", "settlements", "discounts", "items")}
    return {
        "orderState": "OPEN",
        "settleState": "NOT_STARTED",
        "deliveryState": "NOT_STARTED",
        "orderhandlingState": "NOT_STARTED",
        "voucherNumber": None,
        "tenantUserDisplayName": None,
        "customerContact": None,
        "allowedActions": [],
        "deliveries": [],
        "settlementTotals": {"totalAmount": 0},
        **lists,
    }


def stamps(now: str, by: str = INTEGRATION) -> Document:
    """Say who made a record, and when."""
    return {"createdAt": now, "createdBy": by, "lastModifiedAt": now, "lastModifiedBy": by}
