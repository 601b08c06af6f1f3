"""A line as both directions reckon with it: exact decimals, in major units. No I/O."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class OpenLine:
    """A checked line: `quantity` less what was cancelled, `price` per unit, `cost` of all of it after discounts."""

    line_id: str
    code: str
    quantity: Decimal
    price: Decimal
    cost: Decimal
    is_package: bool
    package_line_id: str | None
