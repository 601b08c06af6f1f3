"""Which line of Omnium's purchase order an item of a reception is of. No I/O."""

from collections.abc import Sequence

from flow_omnium.flow.models.purchase import PurchaseOrder, PurchaseOrderItem
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.outcomes import InvalidData
from receivement_sync.items import ReceivedItem


def line_of(
    received: ReceivedItem, lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None
) -> PurchaseOrderLine:
    """Find the line by its id, else by its SKU if no other line has it. Raises InvalidData, which names the item."""
    names = _names(received, order)
    by_id = [line for line in lines if line.line_item_id and _is_named(line.line_item_id, names)]
    found = by_id or [line for line in lines if line.code is not None and line.code == received.sku]
    if len(found) == 1:
        return found[0]
    what = f"{received.item.purchase_order_item_uid or '(no line)'} / {received.sku}"
    expected = "a line of the purchase order in Omnium" if not found else "of one line only"
    raise InvalidData(received.place("purchaseOrderItemUid"), what, expected)


def _names(received: ReceivedItem, order: PurchaseOrder | None) -> frozenset[str]:
    """What the line may be called in Omnium: Flow keeps its id as external id, or as the line's own uid."""
    uid = received.item.purchase_order_item_uid
    item = next(
        (one for one in _items(order) if uid is not None and one.purchase_order_item_uid == uid), None
    )
    return frozenset(name for name in (uid, item.external_id if item else None) if name)


def _items(order: PurchaseOrder | None) -> Sequence[PurchaseOrderItem]:
    return order.items if order else ()


def _is_named(line_id: str, names: frozenset[str]) -> bool:
    return line_id in names or sanitize_uid(line_id) in names
