"""What a purchase order looks like, and how receptions move it on; pure."""

from typing import Final

from simulators.documents import Document
from simulators.flow.order_progress import items_in
from simulators.flow.values import PurchaseOrderStatus

NOT_RECEIVABLE: Final = frozenset({"NEW", "CANCELLED_BY_SUPPLIER", "CLOSED"})


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


def with_received(order: Document, received: list[Document]) -> Document:
    """Copy a purchase order with the items of a reception entered on its lines."""
    items = [_with_received(item, received) for item in items_in(order)]
    return {**order, "items": items, "status": reception_status(items)}


def reception_status(items: list[Document]) -> PurchaseOrderStatus:
    """Judge by the lines whether all has come; more than was ordered is all."""
    is_missing = any(_number(item, "quantityReceived") < _number(item, "quantityOrdered") for item in items)
    return "PARTIALLY_RECEIVED" if is_missing else "RECEIVED"


def _with_received(item: Document, received: list[Document]) -> Document:
    mine = [one for one in received if one["purchaseOrderItemUid"] == item.get("purchaseOrderItemUid")]
    quantity = _number(item, "quantityReceived") + sum(one["quantity"] for one in mine)
    entries = [*(item.get("receivementItems") or []), *mine]
    return {**item, "quantityReceived": quantity, "receivementItems": entries} if mine else item


def _number(item: Document, name: str) -> int:
    """Read a quantity; a line that a test stored as it is may lack it."""
    return int(item.get(name) or 0)
