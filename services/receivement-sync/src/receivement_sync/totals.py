"""How much of each line has come, by the shop and by Omnium, and how much is confirmed now.

The shop has two figures: its receptions, and `quantityReceived` of its purchase order. The order's may include goods from before
our go-live, a reception may be newer: the larger figure counts, unless the shop has taken back goods that were confirmed.
Omnium's `deliveredQuantity` is raised to that figure and never beyond, so that nothing counts twice that was received by hand,
before go-live, or under another key.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from receivement_sync.figures import by_order, instead, moved_since
from receivement_sync.gathered import Gathered
from receivement_sync.items import plain
from receivement_sync.sorting import Matched, Sorted


@dataclass(frozen=True)
class LineTotal:
    """What has come of a line in both systems.

    `has_receptions`: at least a part came with receptions that we read. `instead` is how much of `in_shop` is another product
    than was ordered: that is not confirmed.
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
        """Return a flag if both sides differ once `coming` is confirmed, other than by what is `awaited`."""
        omnium = self.line.delivered_quantity + coming
        if omnium <= self.in_shop <= omnium + awaited:
            return None
        return f"line {self.line_id}: {plain(self.in_shop)} received in the shop, {plain(omnium)} in Omnium"

    def is_over(self, coming: Decimal) -> str | None:
        """Return a flag if more came with receptions than was ordered, by the larger figure."""
        received = max(self.line.delivered_quantity + coming, self.in_shop)
        wanted = self.line.quantity - self.line.canceled_quantity
        if not self.has_receptions or received <= wanted:
            return None
        return f"line {self.line_id}: {plain(received)} received, {plain(wanted)} ordered"


def line_totals(lines: Sequence[PurchaseOrderLine], gathered: Gathered, items: Sorted) -> Sequence[LineTotal]:
    """Add up what came of each line that the shop's order or a reception names."""
    order = gathered.purchase_order
    of_order, came_instead = by_order(lines, order), instead(lines, order, items.strange)
    moved = moved_since(lines, gathered, items)
    of_items = defaultdict[str, list[Matched]](list)
    for one in items.matched:
        of_items[one.line_id].append(one)
    return [
        LineTotal(
            line,
            _in_shop(line, of_items[name], of_order.get(name), came_instead[name], moved.get(name)),
            bool(of_items[name]),
            came_instead[name],
        )
        for line in lines
        if (name := line.line_item_id or "") in of_order.keys() | of_items.keys()
        and line.code not in items.settled_skus
    ]


def _in_shop(
    line: PurchaseOrderLine,
    items: Sequence[Matched],
    stated: Decimal | None,
    instead: Decimal,
    moved: Decimal | None,
) -> Decimal:
    """Return how much of a line has come to the shop, other products that came `instead` included.

    `stated` is the purchase order's figure, which includes those; None if it has none. `moved` is how much the receptions have
    changed since that figure was made of them; None if the order does not say.
    """
    with_receptions = _sum(one.quantity for one in items)
    if stated is None:
        # What Omnium received without our keys must have come to the shop too: nothing says otherwise.
        booked = _sum(one.booked for one in items)
        return with_receptions + max(Decimal(0), line.delivered_quantity - booked)
    figure = stated - instead
    figure = _as_of_now(line, items, figure) if moved is None else figure + moved
    return instead + max(with_receptions, figure)


def _as_of_now(line: PurchaseOrderLine, items: Sequence[Matched], figure: Decimal) -> Decimal:
    """Take off the order's figure what the shop has taken back, if the figure evidently still includes it."""
    with_receptions = _sum(one.quantity for one in items)
    brought = _sum(one.quantity for one in items if one.quantity > 0)
    if figure == brought:
        return with_receptions
    taken_back = _sum(one.booked for one in items) - max(Decimal(0), with_receptions)
    # Omnium is at this figure already, and some of what it received was taken back since: so the figure is old.
    is_old = taken_back > 0 and figure == line.delivered_quantity and figure >= brought
    return figure - taken_back if is_old else figure


def _sum(quantities: Iterable[Decimal]) -> Decimal:
    return sum(quantities, Decimal(0))


def shared_out(matched: Sequence[Matched], totals: Sequence[LineTotal]) -> Mapping[int, Decimal]:
    """Return how much of each item is confirmed, by its position in `matched`; no line gets more than it lacks.

    The latest items are confirmed first: what Omnium has already is taken to be the earlier ones.
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
    """Flag what Omnium has received without our keys, and what is therefore not confirmed again."""
    for total in totals:
        of_line = [(place, one) for place, one in enumerate(matched) if one.line_id == total.line_id]
        kept = sum((one.rest - shares.get(place, Decimal(0)) for place, one in of_line), Decimal(0))
        gone = sum(
            (one.booked - one.quantity for _place, one in of_line if one.quantity < one.booked), Decimal(0)
        )
        if kept > gone:
            name = f"line {total.line_id}"
            yield f"{name}: {plain(kept - gone)} of what the shop received was in Omnium before"
