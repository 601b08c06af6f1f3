"""Checks of amounts and texts, and when quantities or sums of both systems count as the same.

Flow counts quantities in hundredths, Omnium in decimals: what Flow cannot express is no difference.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.omnium.models import OrderLine
from flow_omnium.outcomes import InvalidData

_ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
_LIMIT: Final = Decimal(10) ** 10
"""Beyond what shops deal in: such a number is a slip."""


def checked(field: str, value: Decimal | None) -> Decimal:
    """Return the amount or quantity. Raises InvalidData, which names the field, if it is missing or absurdly large."""
    if value is None:
        raise InvalidData(field, None, "a number")
    if not value.is_finite() or abs(value) >= _LIMIT:
        raise InvalidData(field, str(value)[:40], f"a number below {_LIMIT:f}")
    return value


def agrees(total: Decimal | None, costs: Iterable[Decimal]) -> bool:
    """Tell whether costs add up to a total, give or take a cent for each of them."""
    parts = tuple(costs)
    # How Omnium rounds lines and totals is not published; a cent for each line covers it.
    return total is not None and abs(sum(parts, Decimal(0)) - total) <= _CENT * len(parts)


def in_whole_cents(costs: Sequence[Decimal], total: Decimal | None = None) -> tuple[Decimal, ...]:
    """Round each cost to cents, so that together they are the total (by default their exact sum) in cents.

    The cost that is furthest from zero takes the rounding difference, the first of several.
    """
    if not costs:
        return ()
    cents = [to_flow(cost) for cost in costs]
    # A cent weighs least there, be it a sale or what is given back.
    largest = max(range(len(cents)), key=lambda position: abs(cents[position]))
    cents[largest] += to_flow(sum(costs, _ZERO) if total is None else total) - sum(cents)
    return tuple(map(from_flow, cents))


def given(field: str, value: str | None, expected: str = "given") -> str:
    """Return the text. Raises InvalidData, which names the field, if it is missing or empty."""
    if not value:
        raise InvalidData(field, None, expected)
    return value


def part_of(whole: Decimal, hundredths: int) -> Decimal:
    """Convert Flow's hundredths into Omnium's decimals, at most `whole`.

    Where they are all that Flow can express of `whole`, it is returned: 33 hundredths of 0.333 are 0.333, 20 are 0.2.
    """
    return whole if hundredths >= to_flow(whole) else from_flow(hundredths)


def is_cash_rounding(difference: Decimal, cash_step: int) -> bool:
    """Tell whether a difference is at most half of what cash is rounded to (`cash_step`, in hundredths); none is."""
    return 2 * abs(difference) <= from_flow(cash_step)


def line_cost_in_omnium(line: OrderLine) -> Decimal:
    """Return what is to be paid of a line of Omnium's: its `extendedPrice`, or worked out where Omnium has none."""
    return cost_before_order_discount(line) if line.extended_price is None else line.extended_price


def cost_before_order_discount(line: OrderLine) -> Decimal:
    """Work out a line by Omnium's own formula (omnium.md 4.1), in which a discount of the whole order has no part."""
    ordered, price = line.quantity or _ZERO, line.placed_price or _ZERO
    kept = ordered - line.canceled_quantity
    return kept * price - (line.discounted / ordered * kept if ordered else _ZERO)


def is_nothing(quantity: Decimal) -> bool:
    """Tell whether a quantity is zero, below zero, or less than Flow can express."""
    return to_flow(quantity) <= 0
