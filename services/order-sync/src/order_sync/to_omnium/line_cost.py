"""What a line of Flow's orders and receipts costs. No I/O."""

from decimal import Decimal

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import OrderItem


def kept_hundredths(item: OrderItem) -> int:
    """Return what of a line is not cancelled, × 100 as Flow has it."""
    return item.quantity_ordered - item.quantity_cancelled


def kept_quantity(item: OrderItem) -> Decimal:
    """Return what of a line is not cancelled."""
    return from_flow(kept_hundredths(item))


def line_cost(item: OrderItem) -> Decimal:
    """Work out what is to be paid of a line, in whole cents as Flow does.

    The discount is of all that was ordered (design section 7): what is cancelled takes its share of it along.
    """
    if not item.quantity_ordered:
        return Decimal(0)
    kept = kept_quantity(item)
    gross = to_flow(kept * from_flow(item.unit_price))
    discount = to_flow(kept * item.item_discount_amount / item.quantity_ordered)
    return from_flow(gross - discount)
