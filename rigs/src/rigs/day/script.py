"""A whole day, drawn from one number: what is done when, and when gateway and tenant are away. No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rigs.agreement.runs import chance_of
from rigs.day.acts import Life
from rigs.day.deliveries import Purchase, delivery_of
from rigs.day.lives import life_of

ORDERS_OF_A_PURCHASE: Final = 20
"""There is one purchase order for so many orders."""

DEACTIVATED_AT: Final = 0.1
UNPOLLED_AT: Final = 0.75
OUTAGE_AT: Final = 0.85
"""When the tenant is deactivated, when its polls are switched off, and when the gateway goes: shares of the time in which orders are
placed. What is lost from the second one on is left to the evening."""

CLOSES_AFTER: Final = 150.0
"""So long (seconds) after the last order nobody does anything any more."""


@dataclass(frozen=True)
class Script:
    """A day; the same seed, number of orders and length give the same one. Times are seconds since it began."""

    seed: int
    orders: int
    length: float
    lives: Sequence[Life]
    purchases: Sequence[Purchase]

    @property
    def outage_at(self) -> float:
        """When the gateway is killed."""
        return self.length * OUTAGE_AT

    @property
    def unpolled_at(self) -> float:
        """When the polls are switched off."""
        return self.length * UNPOLLED_AT

    @property
    def closes_at(self) -> float:
        """When all go home, whatever could not be done."""
        return self.length + CLOSES_AFTER

    @property
    def deactivated_at(self) -> float:
        """When the tenant is deactivated."""
        return self.length * DEACTIVATED_AT

    @property
    def placed(self) -> Sequence[str]:
        """Omnium's ids of the orders that are placed there."""
        return [life.key for life in self.lives if life.key.startswith("D-")]

    @property
    def sold(self) -> Sequence[str]:
        """The uids of the sales over the counter."""
        return [life.key for life in self.lives if life.key.startswith("sale-")]


def script_of(seed: int, orders: int, length: float) -> Script:
    """Draw a day in which so many orders are placed or sold, evenly over so many seconds."""
    chance = chance_of(seed)
    lives = [life_of(number, length * number / orders, chance) for number in range(orders)]
    deliveries = [
        delivery_of(number, length * number * ORDERS_OF_A_PURCHASE / orders, chance)
        for number in range(max(orders // ORDERS_OF_A_PURCHASE, 1))
    ]
    purchases = [purchase for purchase, _ in deliveries]
    return Script(seed, orders, length, [*lives, *(life for _, life in deliveries)], purchases)


def acts_of(script: Script) -> Iterator[str]:
    """Tell what is done, a line for each record: for whoever plays a day again."""
    for life in script.lives:
        yield f"{life.key} ({life.what}): {', '.join(f'{act.at:.0f} s' for act in life.acts)}"
