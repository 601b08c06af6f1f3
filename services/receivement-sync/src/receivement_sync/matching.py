"""Which line of Omnium's purchase order an item of a reception belongs to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flow_omnium.flow.models.purchase import PurchaseOrder, PurchaseOrderItem
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.outcomes import InvalidData
from receivement_sync.items import ReceivedItem


@dataclass(frozen=True)
class Match:
    """The line of an item; `remark` is a flag about how it was found."""

    line: PurchaseOrderLine
    remark: str | None = None


def line_of(received: ReceivedItem, lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None) -> Match:
    """Find the line that an item names; the SKU decides only if it names none.

    An item of an order of which Omnium knows no line by name counts as naming none. Raises InvalidData, which names the item,
    for a line that is not there, for several possible lines, and for another product than the line's.
    """
    named = lines_named(_names(received, order), lines)
    if named:
        line = _only(named, received)
        return Match(line, _other_sku(received, line, order))
    # The shop names a line of this order, and Omnium has others by name: the SKU would book it on a wrong one.
    if received.line_uid is not None and (order is None or _any_named(order, lines)):
        raise _no_line(received, "a line of the purchase order in Omnium")
    return _by_sku(received, lines)


def _any_named(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> bool:
    """Tell whether any line of the shop's order has the name of one in Omnium."""
    return any(lines_named(names_of(item), lines) for item in order.items)


def names_of(item: PurchaseOrderItem) -> tuple[str, ...]:
    """Return the possible ids of a line in Omnium: its external id, and its own uid in Flow."""
    return tuple(name for name in (item.external_id, item.purchase_order_item_uid) if name)


def lines_named(names: Iterable[str], lines: Sequence[PurchaseOrderLine]) -> Sequence[PurchaseOrderLine]:
    """Return the lines with these names. An exact match goes before one whose id Flow had to sanitize."""
    wanted = tuple(names)
    return next((some for some in _readings(wanted, lines) if some), ())


def _readings(
    names: Sequence[str], lines: Sequence[PurchaseOrderLine]
) -> Iterator[Sequence[PurchaseOrderLine]]:
    for name in names:
        yield [line for line in lines if line.line_item_id == name]
    for name in names:
        yield [line for line in lines if line.line_item_id and sanitize_uid(line.line_item_id) == name]


def _names(received: ReceivedItem, order: PurchaseOrder | None) -> Iterator[str]:
    uid = received.line_uid
    if uid is None:
        return
    for item in _items_named(uid, order):
        yield from names_of(item)
    yield uid


def _items_named(uid: str | None, order: PurchaseOrder | None) -> Sequence[PurchaseOrderItem]:
    items = order.items if order else ()
    return [item for item in items if item.purchase_order_item_uid == uid]


def _only(lines: Sequence[PurchaseOrderLine], received: ReceivedItem) -> PurchaseOrderLine:
    if len(lines) != 1:
        raise _no_line(received, "of one line only")
    return lines[0]


def _no_line(received: ReceivedItem, expected: str) -> InvalidData:
    what = f"{received.line_uid or '(no line)'} / {received.sku}"
    return InvalidData(received.place("purchaseOrderItemUid"), what, expected)


def _other_sku(received: ReceivedItem, line: PurchaseOrderLine, order: PurchaseOrder | None) -> str | None:
    """Return a flag if the SKU is not the line's. Raises InvalidData if another product came instead."""
    # Either side may lack it: then nothing contradicts the line's name.
    if not (line.code and received.sku) or _alike(line.code) == _alike(received.sku):
        return None
    ordered = _items_named(received.line_uid, order)
    if not any(_is_same_product(received, item) for item in ordered):
        expected = f"the product of line {line.line_item_id} ({line.code})"
        raise InvalidData(received.place("product.sku"), received.sku, expected)
    return f"line {line.line_item_id}: it is of {line.code} in Omnium, and of {received.sku} in the shop"


def _is_same_product(received: ReceivedItem, ordered: PurchaseOrderItem) -> bool:
    """Tell whether it is the product that the shop ordered, whatever its SKU is now."""
    uid = received.item.product.product_uid
    if uid and ordered.product_uid:
        return uid == ordered.product_uid
    return bool(ordered.product_sku) and ordered.product_sku == received.sku


def _by_sku(received: ReceivedItem, lines: Sequence[PurchaseOrderLine]) -> Match:
    sku = received.sku
    of_sku = [line for line in lines if line.line_item_id and sku is not None and line.code == sku]
    if of_sku:
        # Goods that come belong to what is still awaited; with several such lines only a person can tell.
        still_open = [line for line in of_sku if line.open_quantity > 0]
        return Match(_only(of_sku if len(still_open) != 1 else still_open, received))
    alike = [
        line for line in lines if line.line_item_id and line.code and sku and _alike(line.code) == _alike(sku)
    ]
    if not alike:
        raise _no_line(received, "a line of the purchase order in Omnium")
    line = _only(alike, received)
    return Match(line, f"line {line.line_item_id}: its SKU {line.code} was taken for {sku}")


def _alike(sku: str) -> str:
    """Return a SKU without what people add or leave out: case, spaces, leading zeros."""
    return "".join(sku.split()).casefold().lstrip("0")
