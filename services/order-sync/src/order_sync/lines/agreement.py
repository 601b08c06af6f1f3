"""Whether the costs of lines add up to a total. No I/O."""

from collections.abc import Iterable
from decimal import Decimal

_CENT = Decimal("0.01")


def agrees(total: Decimal | None, costs: Iterable[Decimal]) -> bool:
    """Tell whether costs add up to a total, but for the rounding of each of them."""
    parts = tuple(costs)
    return total is not None and abs(sum(parts, Decimal(0)) - total) <= _CENT * len(parts)
