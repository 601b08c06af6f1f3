"""Which amounts can be worked with at all. No I/O."""

from decimal import Decimal

from flow_omnium.outcomes import InvalidData

_LIMIT = Decimal(10) ** 10


def checked(field: str, value: Decimal | None) -> Decimal:
    """Let an amount or a quantity pass if it is there and of a size that shops deal in. Raises InvalidData."""
    if value is None:
        raise InvalidData(field, None, "a number")
    if not value.is_finite() or abs(value) >= _LIMIT:
        raise InvalidData(field, str(value)[:40], f"a number below {_LIMIT:f}")
    return value
