"""Which lines of an order in Flow must be added, changed or removed, and which differences are flagged.

Omnium decides how much of a line is wanted; the shop, what it has handed over and cancelled itself. A line that the shop added
(it has no external id) is neither changed nor removed. A line that the shop has split counts by the sum of its pieces.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import ItemChange, Order, OrderItem, OrderRef
from flow_omnium.jobs.sync import FieldChange
from order_sync.inbound.changes import AddLine, Change, ChangeLine, RemoveLine
from order_sync.inbound.desired import DesiredLine, DesiredOrder, new_item_cost
from order_sync.inbound.price_changes import at_own_price, wanted_line
from order_sync.lines.shop_lines import by_line, joined, joined_lines, kept_hundredths, line_cost, shared_out
from order_sync.price_notes import Changed, noted_prices

_ZERO: Final = Decimal(0)

_NAMES: Final = {
    "product_uid": "product",
    "quantity_ordered": "quantity",
    "unit_price": "price",
    "item_discount_amount": "discount",
}


def line_changes(desired: DesiredOrder, actual: Order, ref: OrderRef) -> Iterator[Change]:
    """Yield the writes; none for a line that is as it should be."""
    there, prices = by_line(actual.items), noted_prices(actual)
    for line in desired.lines:
        pieces = there.pop(line.item.external_id, ())
        # A line of the shop's that is gone was taken off there, and does not come back (decision 6).
        if not pieces and not line.is_from_shop:
            yield AddLine(ref, line.item)
        # Without an external id it is the shop's own line: neither changed nor removed.
        if pieces and pieces[0].external_id is not None:
            note = prices.get(line.item.external_id)
            wanted = wanted_line(line, joined(pieces), note, is_split=len(pieces) > 1)
            yield from _change_together(ref, pieces, wanted.change)
    yield from (change for pieces in there.values() for item in pieces for change in _without(ref, item))


def kept_lines(desired: DesiredOrder, actual: Order) -> Iterator[str]:
    """Flag the lines that stay as they are in the shop although Omnium wants something else."""
    wanted = {line.item.external_id: line for line in desired.lines}
    for item in joined_lines(actual.items):
        line = wanted.get(item.line_id)
        left = line.item.quantity_ordered if line else 0
        if item.external_id is not None and item.quantity_delivered > left:
            gone = desired.gone.get(item.line_id, 0)
            elsewhere = f" and {from_flow(gone):f} elsewhere" if gone else ""
            yield (
                f"line {item.line_id}: {from_flow(item.quantity_delivered):f} handed over in the shop{elsewhere}, "
                f"Omnium wants {from_flow(left + gone):f}"
            )
        if item.external_id is None and item.line_id in desired.line_ids and _differs(line, item):
            yield (
                f"line {item.line_id}: added in the shop, and changed in Omnium since: "
                f"{_goods(kept_hundredths(item), line_cost(item), desired)} in the shop, {_wanted(line, desired)} in Omnium"
            )


def cost_beyond(desired: DesiredOrder, actual: Order) -> Decimal:
    """Add up what goods cost, in major units, that the shop has handed over beyond what Omnium wants from it."""
    wanted = {line.item.external_id: line.item.quantity_ordered for line in desired.lines}
    own = [item for item in actual.items if item.external_id is not None]
    gone = (_as_handed_over(item) for item in own if item.line_id not in wanted and item.quantity_delivered)
    others = joined_lines(item for item in own if item.line_id in wanted)
    excess = (_cost_of_excess(item, wanted[item.line_id]) for item in others)
    return sum(map(line_cost, gone), sum(excess, _ZERO))


def _cost_of_excess(item: OrderItem, wanted: int) -> Decimal:
    excess = item.quantity_delivered - wanted
    return from_flow(to_flow(line_cost(item) * excess / kept_hundredths(item))) if excess > 0 else _ZERO


def _as_handed_over(item: OrderItem) -> OrderItem:
    """Return a line as `_without` lowers it, so that it costs the same before and after."""
    return item.model_copy(update=_lowered(item).model_dump(exclude_none=True))


def _lowered(item: OrderItem) -> ItemChange:
    kept = item.quantity_delivered + item.quantity_cancelled
    return at_own_price(ItemChange(quantity_ordered=kept), item)


def finished_lines(desired: DesiredOrder, actual: Order) -> Iterator[str]:
    """Flag the lines whose quantity differs, of an order that the shop has finished."""
    there = {item.line_id: item for item in joined_lines(actual.items)}
    wanted = {line.item.external_id: line for line in desired.lines}
    for line_id in {**wanted, **there}:
        item, line = there.get(line_id), wanted.get(line_id)
        kept = kept_hundredths(item) if item else 0
        if kept != (line.item.quantity_ordered if line else 0):
            goods = _goods(kept, line_cost(item), desired) if item else "0"
            yield (
                f"line {line_id}: {goods} in the shop, which has finished the order, "
                f"{_wanted(line, desired)} in Omnium"
            )


def unwanted_lines(desired: DesiredOrder, actual: Order) -> Iterator[str]:
    """Flag the lines that Omnium has added to an order after the shop cancelled it."""
    there = {item.line_id for item in actual.items}
    for line in desired.lines:
        if line.item.external_id not in there and not line.is_from_shop:
            yield (
                f"line {line.item.external_id}: 0 in the shop, which has cancelled the order, "
                f"{_wanted(line, desired)} in Omnium"
            )


def _wanted(line: DesiredLine | None, desired: DesiredOrder) -> str:
    return _goods(line.item.quantity_ordered, new_item_cost(line.item), desired) if line else "0"


def _goods(hundredths: int, cost: Decimal, desired: DesiredOrder) -> str:
    return " ".join(filter(None, (f"{from_flow(hundredths):f} for {cost:.2f}", desired.currency)))


def _differs(line: DesiredLine | None, item: OrderItem) -> bool:
    """Tell whether Omnium has a line of the shop's otherwise. The shop's own change of a price does not count: it is on
    its way to Omnium."""
    if line is None:
        return kept_hundredths(item) > 0
    if kept_hundredths(item) != line.item.quantity_ordered:
        return True
    return wanted_line(line, item, None).changed not in (Changed.NOBODY, Changed.SHOP)


def _change_together(ref: OrderRef, pieces: Sequence[OrderItem], wanted: ItemChange) -> Iterator[Change]:
    """Change the pieces of a split line so that together they are as wanted."""
    for piece, part in zip(pieces, shared_out(pieces, wanted), strict=True):
        if part.quantity_ordered == 0 and len(pieces) > 1 and piece.order_item_uid is not None:
            yield RemoveLine(ref, piece.order_item_uid, piece.line_id)
        else:
            yield from _change(ref, piece, part)


def _change(ref: OrderRef, item: OrderItem, wanted: ItemChange) -> Iterator[ChangeLine]:
    differing = {
        name: value for name, value in wanted.model_dump().items() if value not in (None, getattr(item, name))
    }
    if differing and item.order_item_uid is not None:
        fields = tuple(
            FieldChange(label, _shown(name, getattr(item, name)), _shown(name, differing[name]))
            for name, label in _NAMES.items()
            if name in differing
        )
        yield ChangeLine(ref, item.order_item_uid, item.line_id, ItemChange(**differing), fields)


def _without(ref: OrderRef, item: OrderItem) -> Iterator[Change]:
    """Remove a line that Omnium has no more or has cancelled; if some was handed over, lower it to that."""
    is_gone = item.quantity_ordered == item.quantity_cancelled
    if item.external_id is None or item.order_item_uid is None or is_gone:
        return
    if item.quantity_delivered:
        yield from _change(ref, item, _lowered(item))
    else:
        yield RemoveLine(ref, item.order_item_uid, item.line_id)


def _shown(name: str, value: object) -> str:
    if not isinstance(value, int):
        return str(value)
    return f"{from_flow(value):g}" if name == "quantity_ordered" else f"{from_flow(value):.2f}"
