"""Where the shipping cost and the handling cost of an order go: lines of their own, or into the internal note. No I/O."""

from collections.abc import Iterator
from decimal import Decimal

from flow_omnium.omnium.models import OrderForm, Shipment
from order_sync.inbound.total_difference import fee_line
from order_sync.lines.charges import HANDLING_LINE_ID, SHIPPING_LINE_ID
from order_sync.lines.checked_amount import checked
from order_sync.lines.open_line import OpenLine

_ZERO = Decimal(0)


def shipping_lines(form: OrderForm, product_uid: str | None) -> tuple[OpenLine, ...]:
    """One line for each shipment that costs something; none without a product to book it on. Raises InvalidData."""
    if product_uid is None:
        return ()
    return tuple(
        fee_line(f"{SHIPPING_LINE_ID}{shipment_id}", product_uid, cost) for shipment_id, cost in _costs(form)
    )


def shipping_note(form: OrderForm, product_uid: str | None) -> str | None:
    """What the internal note says of the cost where there is no product to book it on. Raises InvalidData."""
    costs = () if product_uid else tuple(_costs(form))
    return "\n".join(f"Shipping {shipment_id}: {cost:.2f}" for shipment_id, cost in costs) or None


def handling_lines(form: OrderForm, product_uid: str | None) -> tuple[OpenLine, ...]:
    """One line if handling costs something; none without a product to book it on. Raises InvalidData."""
    cost = checked("orderForm.handlingTotal", form.handling_total)
    return () if product_uid is None or cost <= 0 else (fee_line(HANDLING_LINE_ID, product_uid, cost),)


def handling_note(form: OrderForm, product_uid: str | None) -> str | None:
    """What the internal note says of it where there is no product to book it on. Raises InvalidData."""
    cost = checked("orderForm.handlingTotal", form.handling_total)
    return None if product_uid or cost <= 0 else f"Handling: {cost:.2f}"


def _costs(form: OrderForm) -> Iterator[tuple[str, Decimal]]:
    total = checked("orderForm.shippingTotal", form.shipping_total)
    costs = [_cost(position, shipment) for position, shipment in enumerate(form.shipments)]
    if sum((cost for _, cost in costs), _ZERO) != total:
        # The shipments do not say it, or not to the cent: the order's own total is what the customer pays.
        costs = [(costs[0][0] if costs else "1", total)]
    yield from ((shipment_id, cost) for shipment_id, cost in costs if cost > 0)


def _cost(position: int, shipment: Shipment) -> tuple[str, Decimal]:
    cost = checked(f"orderForm.shipments[{position}].shippingTotal", shipment.shipping_total)
    return shipment.shipment_id or str(position + 1), cost
