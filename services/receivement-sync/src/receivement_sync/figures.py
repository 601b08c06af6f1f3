"""The received quantities on the shop's purchase order, by line in Omnium, and how receptions differ from them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models.purchase import ItemOfReceivement, PurchaseOrder, PurchaseOrderItem
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from receivement_sync.gathered import Gathered
from receivement_sync.items import ReceivedItem, is_of_none
from receivement_sync.matching import lines_named, names_of
from receivement_sync.sorting import Sorted

_Key: TypeAlias = tuple[str | None, str | None]
"""The uids of a reception and of an item of it."""


def agrees(lines: Sequence[PurchaseOrderLine], order: PurchaseOrder) -> bool:
    """Tell whether the shop's purchase order has a figure for each line, and Omnium has received as much."""
    of_order, known = by_order(lines, order), {line.line_item_id: line for line in lines}
    return all(
        figure is not None and known[line_id].delivered_quantity == figure
        for line_id, figure in of_order.items()
    )


def by_order(lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None) -> Mapping[str, Decimal | None]:
    """Return how much of each line has come by the order's figure, by line id; None where it has no figure."""
    received: dict[str, Decimal | None] = {}
    for name, item in _items_by_line(lines, order):
        received[name] = _added(received.get(name, Decimal(0)), item.quantity_received)
    return received


def instead(
    lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None, strange: Sequence[ReceivedItem]
) -> Mapping[str, Decimal]:
    """Add up what came of each line as another product; zero where the order has no figure that could include it."""
    others: dict[str, Decimal] = defaultdict(Decimal)
    for name, item in _items_by_line(lines, order):
        own = (one.quantity for one in strange if one.line_uid == item.purchase_order_item_uid)
        others[name] += from_flow(sum(own)) if item.quantity_received is not None else Decimal(0)
    return others


def moved_since(
    lines: Sequence[PurchaseOrderLine], gathered: Gathered, items: Sorted
) -> Mapping[str, Decimal]:
    """Return by line how much the receptions have changed since the order's figure was made of them.

    The order lists the reception items in its figure; lines without such a list are left out. A reception that we did not find
    may be in a store that our user may not read: what is listed of it stands. An item that is not listed is in no figure, but
    what it sent back is taken off all the same.
    """
    read = {one.receivement_uid for one in gathered.receivements}
    moved: dict[str, Decimal] = {}
    for name, line in _items_by_line(lines, gathered.purchase_order):
        listed = {
            _key(one): _listed(one, gathered) for one in line.receivement_items if one.receivement_uid in read
        }
        if listed:
            now = _now(items, line.purchase_order_item_uid)
            changed = sum(now.get(key, Decimal(0)) - quantity for key, quantity in listed.items())
            back = sum(min(Decimal(0), quantity) for key, quantity in now.items() if key not in listed)
            moved[name] = moved.get(name, Decimal(0)) + changed + back
    return moved


def _now(items: Sorted, line_uid: str | None) -> Mapping[_Key, Decimal]:
    """Return how much each item of a line has brought, by reception and item."""
    matched = ((one.received, one.quantity) for one in items.matched)
    strange = ((one, from_flow(one.quantity)) for one in items.strange)
    return {
        (one.receivement.receivement_uid, one.item.receivement_item_uid): quantity
        for one, quantity in (*matched, *strange)
        if one.line_uid == line_uid
    }


def _key(one: ItemOfReceivement) -> _Key:
    return one.receivement_uid, one.receivement_item_uid


def _listed(one: ItemOfReceivement, gathered: Gathered) -> Decimal:
    counts = not (one.status and is_of_none(one.status, gathered.tenant.flow.states))
    return from_flow(one.quantity or 0) if counts else Decimal(0)


def _items_by_line(
    lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None
) -> Iterator[tuple[str, PurchaseOrderItem]]:
    for item in order.items if order else ():
        named = lines_named(names_of(item), lines)
        # Which of several lines is meant cannot be told, so none of them gets the figure.
        if len(named) == 1:
            yield named[0].line_item_id or "", item


def _added(total: Decimal | None, hundredths: int | None) -> Decimal | None:
    # A figure that is missing for one part of a line is missing for the line: it is not zero.
    return None if total is None or hundredths is None else total + from_flow(hundredths)
