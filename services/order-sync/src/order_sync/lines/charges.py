"""The lines of a Flow order that are no goods: what an order costs besides, each by the id that we give it. No I/O."""

from typing import Final

SHIPPING_LINE_ID: Final = "shipping-"
"""How the ids of shipping lines begin; the shipment's id follows."""

HANDLING_LINE_ID: Final = "handling"

FEE_LINE_ID: Final = "fee"
"""The id of the line that bears what an order costs beyond its lines."""


def is_charge(line_id: str) -> bool:
    """Tell a line that nobody hands over from goods."""
    return line_id.startswith(SHIPPING_LINE_ID) or line_id in (HANDLING_LINE_ID, FEE_LINE_ID)
