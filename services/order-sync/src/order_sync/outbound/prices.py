"""Sets lines in Omnium to the price that the shop has given them, and flags those that cannot be set.

A line's cost is set by `placedPrice` and `discounted`, from which Omnium works out the rest (omnium.md 4.1). That does not work
for a line with a share of an order's discount or of a package's price, nor for goods that came back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import OrderItem
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models import LinePatch, OrderLine
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.identity import was_born_in_omnium
from order_sync.lines.amounts import cost_before_order_discount, is_nothing, line_cost_in_omnium
from order_sync.lines.shop_lines import joined_lines, kept_hundredths, line_cost
from order_sync.outbound.changes import SetPrices
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.line_progress import LineProgress
from order_sync.outbound.shop_progress import is_cancelled, standing_items
from order_sync.price_notes import (
    Changed,
    agreed_price,
    both_sums,
    mark_of,
    new_mark,
    noted_prices,
    who_changed,
)

_ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
_HALF_A_CENT: Final = Decimal("0.005")
_PRICE_STEP: Final = Decimal("0.0001")
_DISCOUNT_STEP: Final = Decimal("0.000001")

_WORDS: Final[Mapping[Changed, str]] = {
    Changed.SHOP: "it cannot be set in Omnium line by line",
    Changed.OMNIUM: "Omnium has changed it, and the line is the shop's own",
    Changed.BOTH: "both have changed it, and nothing is brought over",
    Changed.UNKNOWN: "nobody noted who has changed it",
}


@dataclass(frozen=True)
class PricedLine:
    """A line in both systems: what the shop's quantity of it costs `in_omnium`, and who has changed the price."""

    item: OrderItem
    progress: LineProgress
    in_omnium: Decimal
    changed: Changed

    @property
    def patch(self) -> LinePatch | None:
        """The change to the shop's price; None where it cannot be set in Omnium."""
        line = self.progress.line
        kept = (line.quantity or _ZERO) - self.progress.cancelled
        if not _is_settable(line) or is_nothing(kept):
            return None
        cost = line_cost(self.item) * to_flow(kept) / kept_hundredths(self.item)
        price = from_flow(self.item.unit_price)
        if cost > kept * price:  # a discount cannot be negative
            price = (cost / kept).quantize(_PRICE_STEP, ROUND_UP)
        ordered = line.quantity or _ZERO
        discount = ((kept * price - cost) * ordered / kept).quantize(_DISCOUNT_STEP).normalize() + _ZERO
        if (price, discount) == (line.placed_price, line.discounted):
            return None  # both are set already, and the line still costs something else
        return LinePatch(
            line_item_id=line.line_item_id or "",
            placed_price=price,
            discounted=discount,
            properties=(new_mark(self.item, mark_of(line)),),
        )

    def sums(self, currency: str | None) -> str:
        """Tell what the line costs on both sides."""
        line_id = self.progress.line.line_item_id or ""
        return both_sums(line_id, line_cost(self.item), self.in_omnium, currency)


@dataclass(frozen=True)
class PricesPlan:
    """The lines whose price differs, without those that the inbound sync will change in the shop.

    `astray` are flags of what is no line in Omnium, such as shipping.
    """

    order_id: str
    currency: str | None
    lines: Sequence[PricedLine]
    astray: tuple[str, ...] = ()

    def writes(self) -> Iterator[SetPrices]:
        """Set all prices that can be set, in one call."""
        set_here = [(line, line.patch) for line in self.lines if line.changed is Changed.SHOP and line.patch]
        if set_here:
            patches = tuple(patch for _, patch in set_here if patch)
            fields = tuple(change for line, patch in set_here if patch for change in _fields(line, patch))
            yield SetPrices(self.order_id, patches, fields)

    @property
    def flags(self) -> tuple[str, ...]:
        """The prices that are not set, with both sums and the reason."""
        left = (one for one in self.lines if one.changed is not Changed.SHOP or one.patch is None)
        flags = (f"{one.sums(self.currency)}: {_WORDS[one.changed]}" for one in left)
        return (*flags, *self.astray)


def plan_prices(gathered: Gathered, actual: OmniumOrder, lines: Sequence[LineProgress]) -> PricesPlan:
    """Compare what each line costs in both systems, for the shop's quantity of it."""
    items: dict[str | None, OrderItem] = {
        item.line_id: item for item in joined_lines(standing_items(gathered.order))
    }
    known = [progress for progress in lines if progress.line.placed_price is not None]
    # One line may have taken the rounding difference of all the others (`amounts.in_whole_cents`).
    slack = _HALF_A_CENT * len(known) + _PRICE_STEP
    priced = (
        _priced(gathered, items[progress.line.line_item_id], progress, slack)
        for progress in known
        if progress.line.line_item_id in items
    )
    differing = (line for line in priced if line and _is_for_us(line, gathered))
    astray = _astray(gathered, actual, items)
    return PricesPlan(actual.id, actual.billing_currency, tuple(differing), tuple(astray))


def _astray(gathered: Gathered, actual: OmniumOrder, items: Mapping[str | None, OrderItem]) -> Iterator[str]:
    """Flag shipping that the shop has repriced or removed: Omnium has it on its shipments, where we cannot set it.

    If the whole order is cancelled, shipping is cancelled with it in Omnium, and nothing is flagged.
    """
    lines = actual.order_form.line_items if actual.order_form else ()
    known = {line.line_item_id for line in lines}
    for line_id, price in noted_prices(gathered.order).items():
        item = items.get(line_id)
        if item is None or line_id in known or item.product_uid != gathered.tenant.flow.shipping_product_uid:
            continue
        brought = item if is_cancelled(gathered.whole) else item.model_copy(update={"quantity_cancelled": 0})
        if line_cost(item) != price.cost_of(brought):
            sums = both_sums(line_id, line_cost(item), price.cost_of(brought), actual.billing_currency)
            yield f"{sums}: {_WORDS[Changed.SHOP]}"


def _priced(gathered: Gathered, item: OrderItem, progress: LineProgress, slack: Decimal) -> PricedLine | None:
    line, in_shop = progress.line, kept_hundredths(item)
    kept = (line.quantity or _ZERO) - line.canceled_quantity
    # What nobody keeps has no price to differ.
    if is_nothing(kept) or in_shop <= 0:
        return None
    is_same = to_flow(kept) == in_shop
    cost = line_cost_in_omnium(line)
    # Both sides are compared for the same quantity: Omnium may not have heard yet of what the shop has cancelled.
    in_omnium = cost if is_same else cost * in_shop / to_flow(kept)
    agreed = agreed_price(noted_prices(gathered.order).get(item.line_id), mark_of(line))
    changed = who_changed(item, in_omnium, agreed, slack if is_same else slack + _CENT)
    # A line of the shop's own needs no note: its price is the shop's to set (decision 31).
    if changed is Changed.UNKNOWN and _is_own(item, gathered):
        changed = Changed.SHOP
    return PricedLine(item, progress, in_omnium, changed)


def _is_for_us(line: PricedLine, gathered: Gathered) -> bool:
    """Tell whether this direction deals with the line's price.

    The inbound sync does for Omnium's change of its own line. The price of a package may be on other lines in the shop.
    """
    is_own = _is_own(line.item, gathered)
    if line.changed in (Changed.NOBODY, Changed.OMNIUM):
        return line.changed is Changed.OMNIUM and is_own
    return not ((line.changed is Changed.UNKNOWN or is_own) and _is_of_package(line, gathered.order.items))


def _is_own(item: OrderItem, gathered: Gathered) -> bool:
    return item.external_id is None or not was_born_in_omnium(gathered.order)


def _is_of_package(line: PricedLine, items: Iterable[OrderItem]) -> bool:
    uids = {item.package_order_item_uid for item in items if item.package_order_item_uid}
    is_part = line.item.package_order_item_uid is not None or line.item.order_item_uid in uids
    return is_part or _is_package(line.progress.line)


def _is_package(line: OrderLine) -> bool:
    return line.is_package_product or line.is_bundle or line.package_line_item_id is not None


def _is_settable(line: OrderLine) -> bool:
    is_shared_out = abs(line_cost_in_omnium(line) - cost_before_order_discount(line)) >= _CENT
    # Its cost follows from other lines, or money was given back by it: neither is set line by line (decision 31).
    return not (is_shared_out or _is_package(line) or line.return_quantity)


def _fields(line: PricedLine, patch: LinePatch) -> Iterator[FieldChange]:
    there = line.progress.line
    for name, old, new in (
        ("placedPrice", there.placed_price or _ZERO, patch.placed_price or _ZERO),
        ("discounted", there.discounted, patch.discounted or _ZERO),
    ):
        if old != new:
            yield FieldChange(f"line {there.line_item_id} {name}", f"{old:.2f}", f"{new:.2f}")
