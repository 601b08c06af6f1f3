"""Who changed a line's price: we note the price that both sides agreed on last, and compare both with it.

- On the order in Flow, the property `omnium.prices` keeps by line the price at which we brought it there.
- On a line in Omnium, the property `flow.price` keeps the shop's price that we set there. It is counted up each time, and
  the note in Flow repeats the count, so the newer of both is known.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import NewProperty, Order, OrderItem
from flow_omnium.omnium.models import NewProperty as NewMark
from flow_omnium.omnium.models import OrderLine
from order_sync.identity import noted
from order_sync.lines.shop_lines import line_cost

PRICES_KEY: Final = "omnium.prices"
_MARK_KEY: Final = "flow.price"
_HUNDREDTHS: Final = 100


class Changed(Enum):
    """Who has changed a price since both sides agreed; UNKNOWN where no agreed price was noted."""

    NOBODY = auto()
    SHOP = auto()
    OMNIUM = auto()
    BOTH = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Price:
    """A line's price in Flow's integers: `unit` price, and the `discount` on all that was `ordered`.

    `mark` is the count of Omnium's `flow.price` at that time; 0 without one.
    """

    unit: int
    discount: int
    ordered: int
    mark: int = 0

    def cost_of(self, item: OrderItem) -> Decimal:
        """Return what a line of Flow would cost at this price, for the quantity that it has, in major units."""
        share = Decimal(self.discount * item.quantity_ordered) / (self.ordered or 1)
        discount = to_flow(share / _HUNDREDTHS)
        return line_cost(item.model_copy(update={"unit_price": self.unit, "item_discount_amount": discount}))


def noted_prices(order: Order) -> Mapping[str, Price]:
    """Return the noted prices by line; none if somebody has changed the note so that it cannot be read."""
    try:
        found = json.loads(noted(order, PRICES_KEY) or "{}")
        return {str(line_id): Price(*map(int, numbers)) for line_id, numbers in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}


def price_note(prices: Mapping[str, Price]) -> NewProperty:
    """Return the property of an order in Flow that keeps these prices."""
    values = {
        line_id: [price.unit, price.discount, price.ordered, price.mark] for line_id, price in prices.items()
    }
    return NewProperty(key=PRICES_KEY, value=json.dumps(values, separators=(",", ":")))


def mark_of(line: OrderLine) -> Price | None:
    """Return the shop's price noted on a line in Omnium; None without one, or where it cannot be read."""
    text = next((item.value for item in line.properties if item.key == _MARK_KEY), None)
    try:
        count, unit, discount, ordered = (int(part) for part in (text or "").split("/"))
    except ValueError:
        return None
    return Price(unit, discount, ordered, count)


def new_mark(item: OrderItem, before: Price | None) -> NewMark:
    """Return the property for a line in Omnium whose price is set to the shop's; `before` is the mark that it has."""
    count = before.mark + 1 if before else 1
    numbers = (count, item.unit_price, item.item_discount_amount, item.quantity_ordered)
    return NewMark(key=_MARK_KEY, value="/".join(map(str, numbers)))


def agreed_price(note: Price | None, mark: Price | None) -> Price | None:
    """Return the price that both sides agreed on last: the note in Flow or the mark in Omnium, whichever is newer."""
    # The note in Flow repeats the count that it has seen, so a higher one in Omnium is newer.
    if mark is None or (note is not None and mark.mark <= note.mark):
        return note
    return mark


def who_changed(
    item: OrderItem, in_omnium: Decimal, agreed: Price | None, slack: Decimal = Decimal(0)
) -> Changed:
    """Compare a line's cost in Flow with that in Omnium for the same quantity; `slack` is what rounding explains."""
    in_shop = line_cost(item)
    if abs(in_shop - in_omnium) <= slack:
        return Changed.NOBODY
    # Two prices alone do not tell who has changed one (decision 31).
    if agreed is None:
        return Changed.UNKNOWN
    before = agreed.cost_of(item)
    # What is cancelled takes its share of a discount along, and both sides round that by themselves.
    cut = from_flow(1) if item.quantity_cancelled or agreed.ordered != item.quantity_ordered else Decimal(0)
    if abs(in_shop - before) <= cut:
        return Changed.OMNIUM
    return Changed.SHOP if abs(in_omnium - before) <= slack + cut else Changed.BOTH


def both_sums(line_id: str, in_shop: Decimal, in_omnium: Decimal, currency: str | None) -> str:
    """Describe a difference. The text must not vary between runs, or the same flag would be raised again."""
    unit = f" {currency}" if currency else ""
    return f"line {line_id}: costs {in_shop:.2f}{unit} in the shop and {in_omnium:.2f}{unit} in Omnium"
