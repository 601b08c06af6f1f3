"""Which line of Omnium's purchase order an item of a reception is of. No I/O."""

from collections.abc import Iterator, Sequence

from flow_omnium.flow.models.purchase import PurchaseOrder
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.outcomes import InvalidData
from receivement_sync.items import ReceivedItem


def line_of(
    received: ReceivedItem, lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None
) -> PurchaseOrderLine:
    """Find the line by its id, else by its SKU if no other line has it. Raises InvalidData, which names the item."""
    found = next((some for some in _readings(received, lines, order) if some), ())
    if len(found) == 1:
        return found[0]
    what = f"{received.item.purchase_order_item_uid or '(no line)'} / {received.sku}"
    expected = "of one line only" if found else "a line of the purchase order in Omnium"
    raise InvalidData(received.place("purchaseOrderItemUid"), what, expected)


def _readings(
    received: ReceivedItem, lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None
) -> Iterator[Sequence[PurchaseOrderLine]]:
    """List the lines that fit, the surest way to tell first: an id as it is goes before one that Flow had to respell."""
    names = tuple(_names(received, order))
    for name in names:
        yield [line for line in lines if line.line_item_id == name]
    for name in names:
        yield [line for line in lines if line.line_item_id and sanitize_uid(line.line_item_id) == name]
    yield [
        line for line in lines if line.line_item_id and line.code is not None and line.code == received.sku
    ]


def _names(received: ReceivedItem, order: PurchaseOrder | None) -> Iterator[str]:
    """Tell what the line may be called in Omnium: Flow keeps its id as external id, or as the line's own uid."""
    uid = received.item.purchase_order_item_uid
    if uid is None:
        return
    items = order.items if order else ()
    yield from (one.external_id for one in items if one.purchase_order_item_uid == uid and one.external_id)
    yield uid
