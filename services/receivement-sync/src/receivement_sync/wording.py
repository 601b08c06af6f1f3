"""How quantities are told to people. No I/O."""

from decimal import Decimal


def plain(quantity: Decimal) -> str:
    """Write a quantity without needless zeros."""
    return f"{quantity.normalize():f}"
