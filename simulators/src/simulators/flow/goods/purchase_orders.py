"""What a purchase order looks like, and how receptions move it on; pure."""

from collections.abc import Sequence
from typing import Final

from simulators.documents import Document
from simulators.flow.orders.progress import items_in
from simulators.flow.values import PurchaseOrderStatus

NOT_RECEIVABLE: Final = frozenset({"NEW", "CANCELLED_BY_SUPPLIER", "CLOSED"})
RECEIVED: Final = "RECEIVED"
"""The status of an item that counts; Flow publishes no other, and any other counts for nothing."""


def purchase_order(head: Document, items: list[Document], *, currency: str, stamps: Document) -> Document:
    """Make the document of a purchase order that is sent to its supplier; nothing of it has come yet."""
    return {
        "externalId": None,
        "status": "SENT_TO_SUPPLIER",
        "supplierUid": None,
        "supplierReferenceNumber": None,
        "currency": currency,
        "note": None,
        **head,
        "items": items,
        **stamps,
    }


def purchase_order_item(body: Document, *, uid: str, product: Document) -> Document:
    """Make the document of a line; costs are of one piece, before freight and discounts."""
    return {
        "purchaseOrderItemUid": uid,
        "externalId": body["externalId"],
        "productUid": product["productUid"],
        "productSku": product["sku"],
        "productName": product["name"],
        "productSerialNoRequired": False,
        "supplierSku": None,
        "expectedDeliveryDate": None,
        "quantityOrdered": body["quantity"],
        "quantityReceived": 0,
        "quantityReserved": 0,
        "unitPrice": body["unitCost"],
        "unitCost": body["unitCost"],
        "discountAmount": 0,
        "freightAmount": 0,
        "reservations": [],
        "receivementItems": [],
    }


def with_received(order: Document, received: list[Document], replaced: Sequence[Document] = ()) -> Document:
    """Copy a purchase order with the items of a reception entered on its lines, instead of those as they were before."""
    items = [_with_received(item, received, replaced) for item in items_in(order)]
    return {**order, "items": items, "status": reception_status(items)}


def reception_status(items: list[Document]) -> PurchaseOrderStatus:
    """Judge by the lines whether all has come; more than was ordered is all. What was taken back has not come."""
    if not any(_number(item, "quantityReceived") for item in items):
        return "SENT_TO_SUPPLIER"
    is_missing = any(_number(item, "quantityReceived") < _number(item, "quantityOrdered") for item in items)
    return "PARTIALLY_RECEIVED" if is_missing else "RECEIVED"


def counted(received: Document) -> int:
    """Tell how much an item of a reception brings: nothing while it is not received, or is no more."""
    return _number(received, "quantity") if received.get("status", RECEIVED) == RECEIVED else 0


def _with_received(item: Document, received: Sequence[Document], replaced: Sequence[Document]) -> Document:
    uid = item.get("purchaseOrderItemUid")
    new, old = (
        [one for one in some if one.get("purchaseOrderItemUid") == uid] for some in (received, replaced)
    )
    if not new and not old:
        return item
    quantity = _number(item, "quantityReceived") + sum(map(counted, new)) - sum(map(counted, old))
    gone = {one.get("receivementItemUid") for one in old}
    kept = [one for one in item.get("receivementItems") or [] if one.get("receivementItemUid") not in gone]
    return {**item, "quantityReceived": quantity, "receivementItems": [*kept, *new]}


def _number(item: Document, name: str) -> int:
    """Read a quantity; a line that a test stored as it is may lack it."""
    return int(item.get(name) or 0)
