"""How much of each line has come by what the shop knows, and by what Omnium does. No I/O.

The shop knows by its receptions, and by the figure of its purchase order (`quantityReceived`). The order's may be of before
our time, and a reception's may be newer: the larger one counts, unless the shop has taken back some of what was
confirmed. Omnium's figure (`deliveredQuantity`) is brought up to it and never beyond, so that nothing is received twice
that came in by hand, before go-live or under another key.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models.purchase import PurchaseOrder, PurchaseOrderItem
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from receivement_sync.items import ReceivedItem
from receivement_sync.matching import lines_named, names_of
from receivement_sync.sorting import Matched, Sorted
from receivement_sync.wording import plain


@dataclass(frozen=True)
class LineTotal:
    """What has come of a line on both sides, and whether it came with receptions that are there.

    `instead` is how much of what is `in_shop` is another product than was ordered: Omnium is not told of that.
    """

    line: PurchaseOrderLine
    in_shop: Decimal
    has_receptions: bool
    instead: Decimal = Decimal(0)

    @property
    def line_id(self) -> str:
        """The id of the line."""
        return self.line.line_item_id or ""

    @property
    def room(self) -> Decimal:
        """How much Omnium lacks."""
        return max(Decimal(0), self.in_shop - self.instead - self.line.delivered_quantity)

    def differs(self, coming: Decimal, awaited: Decimal) -> str | None:
        """Tell how both sides differ once `coming` is told, unless it is by what is `awaited`."""
        omnium = self.line.delivered_quantity + coming
        if omnium <= self.in_shop <= omnium + awaited:
            return None
        return f"line {self.line_id}: {plain(self.in_shop)} received in the shop, {plain(omnium)} in Omnium"

    def is_over(self, coming: Decimal) -> str | None:
        """Tell that more came with receptions than was ordered, by the side that has more."""
        received = max(self.line.delivered_quantity + coming, self.in_shop)
        wanted = self.line.quantity - self.line.canceled_quantity
        if not self.has_receptions or received <= wanted:
            return None
        return f"line {self.line_id}: {plain(received)} received, {plain(wanted)} ordered"


def line_totals(
    lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None, items: Sorted
) -> Sequence[LineTotal]:
    """Add up what came of each line that the shop's order or a reception names."""
    of_order, instead = _by_order(lines, order), _instead(lines, order, items.strange)
    of_items = defaultdict[str, list[Matched]](list)
    for one in items.matched:
        of_items[one.line_id].append(one)
    return [
        LineTotal(
            line,
            _in_shop(line, of_items[name], of_order.get(name), instead[name]),
            bool(of_items[name]),
            instead[name],
        )
        for line in lines
        if (name := line.line_item_id or "") in of_order.keys() | of_items.keys()
        and line.code not in items.settled_skus
    ]


def agrees(lines: Sequence[PurchaseOrderLine], order: PurchaseOrder) -> bool:
    """Tell whether Omnium has received as much of each line as a purchase order of the shop's tells, if it tells that."""
    of_order, known = _by_order(lines, order), {line.line_item_id: line for line in lines}
    return all(
        figure is not None and known[line_id].delivered_quantity == figure
        for line_id, figure in of_order.items()
    )


def _in_shop(
    line: PurchaseOrderLine, items: Sequence[Matched], by_order: Decimal | None, instead: Decimal
) -> Decimal:
    """Tell how much has come to the shop of a line, and `instead` of it.

    `by_order` is its purchase order's figure, where it tells one: what came instead is in that as well.
    """
    with_receptions = _sum(one.quantity for one in items)
    booked = _sum(one.booked for one in items)
    if by_order is None:
        # What Omnium received under no key of ours was received in the shop as well: nothing tells otherwise.
        return with_receptions + max(Decimal(0), line.delivered_quantity - booked)
    by_order -= instead
    # A figure of all that was brought leaves out what went back.
    is_brought = by_order == _sum(one.quantity for one in items if one.quantity > 0)
    taken_back = booked - max(Decimal(0), with_receptions)
    # So does one that Omnium has reached, where some of what it received was taken back since.
    if taken_back > 0 and by_order == line.delivered_quantity:
        by_order -= taken_back
    return instead + (with_receptions if is_brought else max(with_receptions, by_order))


def _sum(quantities: Iterable[Decimal]) -> Decimal:
    return sum(quantities, Decimal(0))


def _by_order(
    lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None
) -> Mapping[str, Decimal | None]:
    received: dict[str, Decimal | None] = {}
    for name, item in _items_by_line(lines, order):
        received[name] = _added(received.get(name, Decimal(0)), item.quantity_received)
    return received


def _instead(
    lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None, strange: Sequence[ReceivedItem]
) -> Mapping[str, Decimal]:
    """Add up what came of each line as another product, where the shop's order tells a figure that it is in."""
    others: dict[str, Decimal] = defaultdict(Decimal)
    for name, item in _items_by_line(lines, order):
        own = (one.quantity for one in strange if one.line_uid == item.purchase_order_item_uid)
        others[name] += from_flow(sum(own)) if item.quantity_received is not None else Decimal(0)
    return others


def _items_by_line(
    lines: Sequence[PurchaseOrderLine], order: PurchaseOrder | None
) -> Iterator[tuple[str, PurchaseOrderItem]]:
    for item in order.items if order else ():
        named = lines_named(names_of(item), lines)
        if len(named) == 1:
            yield named[0].line_item_id or "", item


def _added(total: Decimal | None, hundredths: int | None) -> Decimal | None:
    return None if total is None or hundredths is None else total + from_flow(hundredths)


def shared_out(matched: Sequence[Matched], totals: Sequence[LineTotal]) -> Mapping[int, Decimal]:
    """Tell how much of each item Omnium is told, by its place in `matched`, so that no line gets more than it lacks.

    What came last is told first: what Omnium knows already came before.
    """
    room = {total.line_id: total.room for total in totals}
    shares: dict[int, Decimal] = {}
    for place, one in reversed([*enumerate(matched)]):
        share = min(one.rest, room.get(one.line_id, Decimal(0)))
        if share:
            shares[place] = share
            room[one.line_id] -= share
    return shares


def held_back(
    matched: Sequence[Matched], shares: Mapping[int, Decimal], totals: Sequence[LineTotal]
) -> Iterator[str]:
    """Tell what Omnium has received otherwise than under our keys: it is not told again."""
    for total in totals:
        of_line = [(place, one) for place, one in enumerate(matched) if one.line_id == total.line_id]
        kept = sum((one.rest - shares.get(place, Decimal(0)) for place, one in of_line), Decimal(0))
        gone = sum(
            (one.booked - one.quantity for _place, one in of_line if one.quantity < one.booked), Decimal(0)
        )
        if kept > gone:
            name = f"line {total.line_id}"
            yield f"{name}: {plain(kept - gone)} of what the shop received was in Omnium before"
