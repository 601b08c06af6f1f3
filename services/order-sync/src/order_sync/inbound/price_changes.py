"""What is noted on an order in Flow of the prices that it was brought at, and what a person is told of them. No I/O.

The note is written after the lines that it tells of: a run that breaks off in between leaves lines that agree with Omnium, and
the next run notes them. It is no reason to open an order: it goes along with other changes, and with a rerun. An order that
was made without one gets none.
"""

from collections.abc import Iterator, Mapping

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import NewOrder, Order, OrderHeader, OrderItem, OrderRef
from order_sync.inbound.changes import ChangeHeader
from order_sync.inbound.desired import DesiredLine, DesiredOrder
from order_sync.inbound.properties import merged_properties
from order_sync.inbound.told_fields import told_fields
from order_sync.inbound.wanted_line import WantedLine, wanted_line
from order_sync.price_notes import PRICES_KEY, Changed, Price, both_sums, noted_prices, price_note
from order_sync.to_omnium.identity import noted
from order_sync.to_omnium.split_lines import joined_lines

_WORDS: Mapping[Changed, str] = {
    Changed.SHOP: "the shop has changed it, which stands",
    Changed.BOTH: "both have changed it, and nothing is brought over",
    Changed.UNKNOWN: "nobody noted who has changed it, and Omnium's is taken",
}


def with_prices(desired: DesiredOrder) -> NewOrder:
    """Note the prices on an order that is to be made."""
    lines = [line for line in desired.lines if not line.is_from_shop]
    if not lines:
        return desired.header
    note = price_note({line.item.external_id: _brought(line) for line in lines})
    return desired.header.model_copy(update={"properties": (*(desired.header.properties or ()), note)})


def price_changes(desired: DesiredOrder, actual: Order, ref: OrderRef) -> Iterator[ChangeHeader]:
    """Note the prices as they stand once the lines are changed; nothing where the note says so already."""
    note = price_note({line_id: price for line_id, price in _prices(desired, actual) if price})
    if noted(actual, PRICES_KEY) in (None, note.value):
        return
    properties = merged_properties((*(desired.header.properties or ()), note), actual.properties)
    header = OrderHeader(properties=properties)
    yield ChangeHeader(
        ref, header, told_fields(header, actual.model_dump(by_alias=True, include={"properties"}))
    )


def price_flags(desired: DesiredOrder, actual: Order) -> Iterator[str]:
    """Tell each line whose price the shop has changed, or may have, or of which it wants more, while Omnium says otherwise."""
    notes = noted_prices(actual)
    for line, item, wanted in _compared(desired, actual):
        if item is not None and wanted is not None and wanted.changed in _WORDS:
            sums = both_sums(line.item.external_id, wanted.in_shop, wanted.in_omnium, desired.currency)
            yield f"{sums}: {_WORDS[wanted.changed]}"
        if item is not None and wanted is not None:
            yield from _lowered(item, wanted, notes.get(item.line_id))


def _lowered(item: OrderItem, wanted: WantedLine, note: Price | None) -> Iterator[str]:
    """Tell a quantity that the shop has raised and that goes back to Omnium's."""
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
    """Yield Omnium's own lines with what stands for them in Flow."""
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
