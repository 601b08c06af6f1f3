"""What the lines of an order cost together by Omnium's own total. No I/O."""

from decimal import Decimal

from flow_omnium.omnium.models import OrderForm, OrderLine
from order_sync.lines.checked_amount import checked


def goods_total(form: OrderForm) -> Decimal | None:
    """Take what is not goods off the total: shipping, handling and cash rounding. None without a total."""
    if form.total is None or is_not_worked_out(form):
        return None
    others = (
        checked("orderForm.shippingTotal", form.shipping_total),
        checked("orderForm.handlingTotal", form.handling_total),
        checked("orderForm.grossRoundoff", form.gross_roundoff),
    )
    return checked("orderForm.total", form.total) - sum(others, Decimal(0))


def is_not_worked_out(form: OrderForm) -> bool:
    """Tell an order whose sums Omnium never worked out: a zero, where lines cost something and nothing takes it off."""
    return (
        form.total == 0
        and not form.sub_total
        and not form.discounts
        and any(map(_costs_something, form.line_items))
    )


def _costs_something(line: OrderLine) -> bool:
    if line.extended_price is not None:
        return line.extended_price > 0
    return (line.quantity or 0) > line.canceled_quantity and (line.placed_price or 0) > 0
