"""Where the shipping cost of an order goes: a line of its own, or into the internal note. No I/O."""

from collections.abc import Iterator
from decimal import Decimal

from flow_omnium.omnium.models import OrderForm, Shipment
from order_sync.lines.checked_amount import checked
from order_sync.lines.open_line import OpenLine

_ZERO = Decimal(0)
_ONE = Decimal(1)


def shipping_lines(form: OrderForm, product_uid: str | None) -> tuple[OpenLine, ...]:
    """One line for each shipment that costs something; none without a product to book it on. Raises InvalidData."""
    if product_uid is None:
        return ()
    return tuple(
        OpenLine(
            line_id=f"shipping-{shipment_id}",
            code=product_uid,
            quantity=_ONE,
            price=cost,
            cost=cost,
            is_package=False,
            package_line_id=None,
        )
        for shipment_id, cost in _costs(form)
    )


def shipping_note(form: OrderForm, product_uid: str | None) -> str | None:
    """What the internal note says of the cost where there is no product to book it on. Raises InvalidData."""
    costs = () if product_uid else tuple(_costs(form))
    return "\n".join(f"Shipping {shipment_id}: {cost:.2f}" for shipment_id, cost in costs) or None


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
