"""What the lines of an order cost together by Omnium's own total. No I/O."""

from decimal import Decimal

from flow_omnium.omnium.models import OrderForm
from order_sync.lines.checked_amount import checked


def goods_total(form: OrderForm) -> Decimal | None:
    """Take what is not goods off the total: shipping, handling and cash rounding. None without a total."""
    if form.total is None:
        return None
    others = (
        checked("orderForm.shippingTotal", form.shipping_total),
        checked("orderForm.handlingTotal", form.handling_total),
        checked("orderForm.grossRoundoff", form.gross_roundoff),
    )
    return checked("orderForm.total", form.total) - sum(others, Decimal(0))
