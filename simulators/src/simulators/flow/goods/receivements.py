"""What a receivement looks like, and which line of a purchase order its goods are on; pure."""

from simulators.documents import Document
from simulators.flow.orders.progress import items_in
from simulators.refusal import Refusal


def receivement(head: Document, items: list[Document], *, stamps: Document) -> Document:
    """Make the document of a reception."""
    uid = head["receivementUid"]
    return {
        "externalId": None,
        "note": None,
        **head,
        "items": [{"receivementUid": uid, **item, **stamps} for item in items],
        **stamps,
    }


def receivement_item(body: Document, *, uid: str, product: Document, line: Document) -> Document:
    """Make the document of what was received in one go: of one line, or of none."""
    cost = line.get("unitCost") if body["unitCost"] is None else body["unitCost"]
    return {
        "receivementItemUid": uid,
        "externalId": None,
        "purchaseOrderItemUid": line.get("purchaseOrderItemUid"),
        "product": product,
        "quantity": body["quantity"],
        "unitCost": cost,
        "serialnumber": body["serialnumber"],
        "status": body["status"],
        "warehouseUid": body["warehouseUid"],
        "note": None,
    }


def line_of(order: Document | None, goods: Document) -> Document:
    """Find the line that goods are on; without a purchase order an empty one. Raises Refusal 400."""
    name = "productUid" if goods["purchaseOrderItemUid"] is None else "purchaseOrderItemUid"
    if goods[name] is None:
        raise Refusal(400, "productUid: is required, or purchaseOrderItemUid")
    if order is None:
        return _no_line(goods)
    lines = [line for line in items_in(order) if _fits(line, goods)]
    if len(lines) != 1:
        raise Refusal(400, f"{name}: '{goods[name]}' fits {len(lines)} lines of the purchase order, not one")
    return lines[0]


def _no_line(goods: Document) -> Document:
    if goods["purchaseOrderItemUid"] is not None:
        raise Refusal(400, "purchaseOrderItemUid: goods without a purchase order are on no line")
    return {}


def _fits(line: Document, goods: Document) -> bool:
    """A line fits all that is named of it."""
    return all(goods[name] in (None, line.get(name)) for name in ("purchaseOrderItemUid", "productUid"))
