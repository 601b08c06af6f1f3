"""What every write to an item does: calculated fields, times, storage, the transaction, the event."""

import secrets
from decimal import Decimal
from typing import Any, Final

from simulators.clock import seven_digits
from simulators.documents import Document
from simulators.omnium.events import Caller, Kind, event_about, user_id
from simulators.omnium.models.inventory import StoredItem
from simulators.omnium.orders.totals import number
from simulators.omnium.state import OmniumState

RECEIVED: Final = Kind(150100, "Updated", "Goods reception")
MOVED: Final = Kind(150105, "Updated", "Inventory updated")
ADDED: Final = Kind(350000, "Added", "Inventory added")
UPDATED: Final = Kind(350002, "Updated", "Inventory updated")

# What a transaction may tell of its cause.
NO_CAUSE: Final = (
    "productId", "reason", "orderId", "purchaseOrderId", "lineItemId", "deliveryId", "goodsReceptionId", "cost",
)  # fmt: skip


def item_or_new(state: OmniumState, sku: str, warehouse_code: str) -> Document:
    """Read an item; one that is missing counts as zero."""
    new = StoredItem(sku=sku, warehouseCode=warehouse_code).model_dump(by_alias=True)
    return {**new, **(state.stock.get(sku, warehouse_code) or {})}


def commit_item(state: OmniumState, kind: Kind, item: Document, caller: Caller) -> Document:
    """Store an item as it is now and raise its event; the time of creation is kept."""
    moment = state.clock()
    now = seven_digits(moment)
    before = state.stock.get(item["sku"], item["warehouseCode"]) or {}
    created = before.get("created") or item.get("created") or now
    worth = number(item.get("cost")) * number(item.get("inventory"))
    stored = {**item, "costTotal": worth, "created": created, "modified": now}
    state.stock.put(stored, state.config.index_lag_seconds)
    subject = {
        "className": "Inventory",
        "objectId": item["sku"],
        "objectNumber": item["sku"],
        "storeId": item["warehouseCode"],
    }
    state.raise_events([event_about(subject, kind, caller, moment)])
    return stored


def log_change(state: OmniumState, item: Document, change: Decimal, caller: Caller, **cause: Any) -> None:
    """Keep the transaction that led to an item as it is now; `transactionType` is of the causes needed."""
    transaction = {
        "id": secrets.token_hex(8),
        "skuId": item["sku"],
        "warehouseCode": item["warehouseCode"],
        "inventoryChange": change,
        "newInventory": number(item["inventory"]),
        **dict.fromkeys(NO_CAUSE),
        **cause,
        "userId": user_id(caller.client_id),
        "created": seven_digits(state.clock()),
    }
    state.stock.log(transaction, state.config.index_lag_seconds)
