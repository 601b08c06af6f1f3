"""Which price and quantity a line in Flow should have, and the note of the agreed prices (`order_sync.price_notes`).

A price that the shop has changed stands: no event of Omnium takes it back. A price that both have changed stays different until
a person decides.

The note is written after the lines: if a run dies in between, the lines agree with Omnium, and the next run notes them. An order
is not opened for the note alone: it is written with other changes, or on a rerun. An order made without a note gets none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import ItemChange, NewItem, NewOrder, Order, OrderHeader, OrderItem, OrderRef
from order_sync.describe import describe_fields
from order_sync.identity import noted
from order_sync.inbound.changes import ChangeHeader
from order_sync.inbound.desired import DesiredLine, DesiredOrder, new_item_cost
from order_sync.inbound.header_changes import merged_properties
from order_sync.lines.shop_lines import joined_lines, kept_hundredths, line_cost
from order_sync.price_notes import (
    PRICES_KEY,
    Changed,
    Price,
    agreed_price,
    both_sums,
    noted_prices,
    price_note,
    who_changed,
)

_CENT: Final = Decimal("0.01")

_WORDS: Mapping[Changed, str] = {
    Changed.SHOP: "the shop has changed it, which stands",
    Changed.BOTH: "both have changed it, and nothing is brought over",
    Changed.UNKNOWN: "nobody noted who has changed it, and Omnium's is taken",
}


@dataclass(frozen=True)
class WantedLine:
    """The change of a line, who has changed its price, and what it costs in both systems."""

    change: ItemChange
    changed: Changed
    in_shop: Decimal
    in_omnium: Decimal

    @property
    def keeps_price(self) -> bool:
        """Tell whether the shop's price stands."""
        return self.changed in (Changed.SHOP, Changed.BOTH)


def with_prices(desired: DesiredOrder) -> NewOrder:
    """Return the header of a new order with the note of its prices."""
    lines = [line for line in desired.lines if not line.is_from_shop]
    if not lines:
        return desired.header
    note = price_note({line.item.external_id: _brought(line) for line in lines})
    return desired.header.model_copy(update={"properties": (*(desired.header.properties or ()), note)})


def price_changes(desired: DesiredOrder, actual: Order, ref: OrderRef) -> Iterator[ChangeHeader]:
    """Note the prices as they will be once the lines are changed; nothing if the note is right already."""
    note = price_note({line_id: price for line_id, price in _prices(desired, actual) if price})
    # Without a note the order is from before there were notes, and the shop's changes up to now cannot be told.
    if noted(actual, PRICES_KEY) in (None, note.value):
        return
    properties = merged_properties((*(desired.header.properties or ()), note), actual.properties)
    header = OrderHeader(properties=properties)
    yield ChangeHeader(
        ref, header, describe_fields(header, actual.model_dump(by_alias=True, include={"properties"}))
    )


def price_flags(desired: DesiredOrder, actual: Order) -> Iterator[str]:
    """Flag each line whose price differs and is not Omnium's alone to decide, or whose quantity the shop had raised."""
    notes = noted_prices(actual)
    for line, item, wanted in _compared(desired, actual):
        if item is not None and wanted is not None and wanted.changed in _WORDS:
            sums = both_sums(line.item.external_id, wanted.in_shop, wanted.in_omnium, desired.currency)
            yield f"{sums}: {_WORDS[wanted.changed]}"
        if item is not None and wanted is not None:
            yield from _lowered(item, wanted, notes.get(item.line_id))


def _lowered(item: OrderItem, wanted: WantedLine, note: Price | None) -> Iterator[str]:
    """Flag a quantity that the shop has raised and that is set back to Omnium's."""
    ordered = wanted.change.quantity_ordered or 0
    if note is not None and item.quantity_ordered > max(note.ordered, ordered):
        yield (
            f"line {item.line_id}: {from_flow(item.quantity_ordered):f} ordered in the shop, "
            f"lowered to {from_flow(ordered):f} as Omnium has it"
        )


def _prices(desired: DesiredOrder, actual: Order) -> Iterator[tuple[str, Price | None]]:
    before = noted_prices(actual)
    for line, item, wanted in _compared(desired, actual):
        line_id = line.item.external_id
        if item is None or wanted is None:
            yield line_id, _brought(line)
        elif wanted.keeps_price:
            yield line_id, before.get(line_id)
        else:
            yield line_id, _as_changed(line, item, wanted)


def _compared(
    desired: DesiredOrder, actual: Order
) -> Iterator[tuple[DesiredLine, OrderItem | None, WantedLine | None]]:
    """Yield Omnium's own lines with their lines in Flow; a line to be added has none."""
    items = {item.line_id: item for item in joined_lines(actual.items)}
    prices = noted_prices(actual)
    for line in desired.lines:
        item = items.get(line.item.external_id)
        if item is not None and item.external_id is not None:
            yield line, item, wanted_line(line, item, prices.get(item.line_id))
        elif item is None and not line.is_from_shop:
            yield line, None, None


def _brought(line: DesiredLine) -> Price:
    item = line.item
    return Price(item.unit_price, item.item_discount_amount, item.quantity_ordered, _count(line))


def _as_changed(line: DesiredLine, item: OrderItem, wanted: WantedLine) -> Price:
    change = wanted.change
    unit, ordered = change.unit_price or item.unit_price, change.quantity_ordered or item.quantity_ordered
    discount = (
        item.item_discount_amount if change.item_discount_amount is None else change.item_discount_amount
    )
    return Price(unit, discount, ordered, _count(line))


def _count(line: DesiredLine) -> int:
    return line.mark.mark if line.mark else 0


def wanted_line(
    line: DesiredLine, item: OrderItem, note: Price | None, *, is_split: bool = False
) -> WantedLine:
    """Decide what a line should be.

    `item` is the line in Flow, joined if the shop has split it (`is_split`); `note` is the price noted on the order.
    """
    wanted, cost = _wanted(line, item), new_item_cost(line.item)
    kept, asked = kept_hundredths(item), line.item.quantity_ordered
    in_omnium = cost if kept == asked or not asked else cost * kept / asked
    # For another quantity Omnium's cost is worked out in proportion, which may be a cent off.
    slack = Decimal(0) if kept == asked else _CENT
    changed = who_changed(item, in_omnium, agreed_price(note, line.mark), slack)
    decided = WantedLine(wanted, changed, line_cost(item), in_omnium)
    # The pieces of a split line may have different prices: if their sum agrees, none of them is touched.
    is_agreed = is_split and changed is Changed.NOBODY
    return (
        replace(decided, change=at_own_price(wanted, item)) if decided.keeps_price or is_agreed else decided
    )


def at_own_price(wanted: ItemChange, item: OrderItem) -> ItemChange:
    """Keep the shop's price. If the quantity changes, the discount changes in proportion."""
    discount, ordered = item.item_discount_amount, wanted.quantity_ordered or 0
    if not item.quantity_ordered or ordered == item.quantity_ordered:
        return wanted.model_copy(update={"unit_price": None, "item_discount_amount": discount})
    discount = to_flow(Decimal(discount * ordered) / item.quantity_ordered / 100)
    return wanted.model_copy(update={"unit_price": item.unit_price, "item_discount_amount": discount})


def _wanted(line: DesiredLine, item: OrderItem) -> ItemChange:
    """Return the wanted line. The shop's cancellations count once, whether Omnium has heard of them yet or not."""
    open_in_omnium, cancelled_in_shop = line.item.quantity_ordered, item.quantity_cancelled
    ordered = open_in_omnium + min(line.cancelled, cancelled_in_shop)
    if cancelled_in_shop > line.cancelled:
        ordered = open_in_omnium + line.cancelled
    ordered = max(ordered, item.quantity_delivered + cancelled_in_shop)
    # Omnium's discount is for its open quantity; for another quantity it says nothing, so the shop's stays.
    is_agreed = ordered - cancelled_in_shop == open_in_omnium
    return ItemChange(
        product_uid=line.item.product_uid,
        quantity_ordered=ordered,
        unit_price=line.item.unit_price,
        item_discount_amount=_discount(line.item, item, ordered) if is_agreed else item.item_discount_amount,
    )


def _discount(wanted: NewItem, item: OrderItem, ordered: int) -> int:
    """Return the discount that makes the line cost what Omnium wants; unchanged if it already does.

    Flow's discount is on all that was ordered, and counts only for the share that is not cancelled.
    """
    priced = item.model_copy(update={"quantity_ordered": ordered, "unit_price": wanted.unit_price})
    if line_cost(priced) == new_item_cost(wanted):
        return item.item_discount_amount
    kept = ordered - item.quantity_cancelled
    return to_flow(Decimal(wanted.item_discount_amount * ordered) / kept / 100) if kept else 0
