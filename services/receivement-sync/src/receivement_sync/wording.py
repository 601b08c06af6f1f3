"""How quantities and several failures are told to people. No I/O."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.outcomes import Failed

MOST_TOLD: Final = 10


def plain(quantity: Decimal) -> str:
    """Write a quantity without needless zeros."""
    return f"{quantity.normalize():f}"


def together(failures: Sequence[Failed]) -> Failed | None:
    """Make one failure of several, so that whoever repairs sees them all; None of none."""
    if len(failures) <= 1:
        return next(iter(failures), None)
    told = [str(failure) for failure in failures[:MOST_TOLD]]
    left = len(failures) - len(told)
    return Failed("; ".join([*told, *([f"and {left} more"] if left else [])]))
