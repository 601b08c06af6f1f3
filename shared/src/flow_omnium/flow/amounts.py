"""The one converter between Omnium's decimals and Flow's integers × 100 (money, quantities, percentages)."""

from decimal import ROUND_HALF_UP, Decimal

_SCALE = Decimal(100)
_WHOLE = Decimal(1)


def to_flow(amount: Decimal) -> int:
    """Scale a decimal to Flow's integer; the third decimal is rounded half away from zero."""
    # ROUND_HALF_UP of the decimal module rounds halves away from zero, for negative amounts as well.
    return int((amount * _SCALE).quantize(_WHOLE, rounding=ROUND_HALF_UP))


def from_flow(amount: int) -> Decimal:
    """Scale Flow's integer back to a decimal, exactly."""
    return Decimal(amount) / _SCALE
