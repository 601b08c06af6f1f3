"""What agreement means for the goods, line by line. No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from rigs.agreement.difference import Difference, both
from rigs.agreement.sides import (
    CENT,
    ZERO,
    Document,
    Line,
    Sides,
    goods_of,
    hundredth,
    in_hundredths,
    is_same,
    name_of,
    number,
)


@dataclass(frozen=True)
class Pair:
    """One line as Omnium has it, and all lines of Flow that are parts of it."""

    sides: Sides
    line_id: str

    @property
    def line(self) -> Line:
        """Omnium's; one that it lacks is nothing."""
        return self.sides.lines.get(self.line_id, Line(self.line_id))

    @cached_property
    def items(self) -> tuple[tuple[Document, Document], ...]:
        """Flow's, each with its order."""
        pairs = ((order, item) for order in self.sides.flow for item in goods_of(order))
        return tuple((order, item) for order, item in pairs if name_of(item) == self.line_id)

    @property
    def elsewhere(self) -> Decimal:
        """What others have handed over."""
        return number(self.sides.elsewhere.get(self.line_id))

    @property
    def handed_over(self) -> Decimal:
        """What the shops have handed over."""
        return sum((hundredth(item["quantityDelivered"]) for _, item in self.items), ZERO)

    def open_in(self, store: str | None = None) -> Decimal:
        """What the shops, or one of them, still have to hand over."""
        return sum(
            (
                hundredth(item["quantityOrdered"] - item["quantityCancelled"] - item["quantityDelivered"])
                for order, item in self.items
                if order["orderState"] != "CANCELLED" and store in (None, order["storeUid"])
            ),
            ZERO,
        )

    @property
    def taken_back(self) -> Decimal:
        """What the shops have taken back."""
        names = {item["orderItemUid"] for _, item in self.items}
        back = (item for order in self.sides.returns for item in order["items"])
        return sum(
            (hundredth(item["quantityOrdered"]) for item in back if item["originalOrderItemUid"] in names),
            ZERO,
        )


def pairs_of(sides: Sides) -> Iterator[Pair]:
    """Compare every line that either side has."""
    return (Pair(sides, line_id) for line_id in sides.line_ids())


def delivered(sides: Sides) -> Iterator[Difference]:
    """Omnium has as delivered what the shops and the others have handed over together."""
    for pair in pairs_of(sides):
        line, shop = pair.line, pair.handed_over
        if not is_same(line.delivered, shop + pair.elsewhere):
            told = f"line {line.line_id}: {shop} handed over in the shop, {pair.elsewhere} elsewhere"
            together = shop + pair.elsewhere
            figures = (
                both({shop, together}, {line.delivered, line.ordered, line.kept}),
                both({abs(together - line.delivered)}),
            )
            told = f"{told}, {line.delivered} delivered in Omnium"
            yield Difference(told, (line.line_id,), figures, near=CENT if pair.elsewhere else ZERO)


def still_open(sides: Sides) -> Iterator[Difference]:
    """The store of a line's shipment has to hand over what is open in Omnium, and no other store has.

    A flag may tell what is wanted in the hundredths that Flow knows. Where both sides keep the same quantity, they differ in
    what is handed over alone: a flag that tells both sides' figures of that has told this one.
    """
    for pair in pairs_of(sides):
        line, shop = pair.line, pair.open_in()
        wanted = _wanted(sides, pair)
        if is_same(shop, wanted) and (not wanted or is_same(pair.open_in(line.store), wanted)):
            continue
        told = (
            f"line {line.line_id}: {shop} to hand over in the shop, {wanted} in store {line.store} by Omnium"
        )
        kept, told_of = shop + pair.handed_over, (wanted, line.open, line.ordered, line.kept)
        figures = (
            both({shop, kept}, {*map(in_hundredths, told_of), *told_of}),
            both({abs(shop - wanted)}),
            *([both({pair.handed_over}, {line.delivered})] if is_same(kept, line.kept) else ()),
        )
        otherwise = (*_all_gone(sides, pair), *(_misplaced(pair) if is_same(shop, line.open) else ()))
        yield Difference(told, (line.line_id,), figures, otherwise=otherwise)


def _all_gone(sides: Sides, pair: Pair) -> Iterator[Difference]:
    """Of an order of which nothing is wanted any more a flag may say so as a whole."""
    for order, _item in pair.items:
        pairs = [Pair(sides, name_of(other)) for other in goods_of(order)]
        if not any(_wanted(sides, other) for other in pairs if other.line.store == order["storeUid"]):
            for words in ("nothing of it is left in Omnium", "Omnium has nothing of it"):
                yield Difference(f"{order['orderUid']} is gone", (order["orderUid"],), words=(words,))


def _misplaced(pair: Pair) -> Iterator[Difference]:
    """The right quantity in the wrong store: a flag that names the order and that store says it as well."""
    for order, item in pair.items:
        if order["storeUid"] != pair.line.store and order["orderState"] != "CANCELLED":
            words = (order["storeUid"], pair.line.store or "")
            yield Difference(f"{name_of(item)} is in the wrong store", (order["orderUid"],), words=words)


def nothing_left_over(sides: Sides) -> Iterator[Difference]:
    """What Flow cannot express stays open nowhere: else Omnium would wait for it for ever."""
    for pair in pairs_of(sides):
        line = pair.line
        is_rest = line.open > ZERO and is_same(line.open, ZERO)
        if is_rest and pair.handed_over and not (sides.is_cancelled or pair.open_in()):
            yield Difference(f"line {line.line_id}: {line.open} stays open in Omnium", (line.line_id,))


def returned(sides: Sides) -> Iterator[Difference]:
    """Omnium has as returned what the shops have taken back."""
    for pair in pairs_of(sides):
        line, shop = pair.line, pair.taken_back
        if not is_same(line.returned, shop):
            told = f"line {line.line_id}: {shop} taken back in the shop, {line.returned} in Omnium"
            yield Difference(told, (line.line_id,), (both({shop}), both({abs(shop - line.returned)})))


def _wanted(sides: Sides, pair: Pair) -> Decimal:
    """What the shops should have to hand over; of an order that is over, or on hold, nothing new is begun."""
    line = pair.line
    if sides.is_cancelled or line.store is None:
        return ZERO
    stores = {order["storeUid"] for order in sides.living}
    if (sides.is_over or sides.is_not_yet) and line.store not in stores:
        return ZERO
    return line.open
