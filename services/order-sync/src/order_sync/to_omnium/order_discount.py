"""What is off a whole order of Flow beyond the discounts of its lines. No I/O."""

from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Order
from order_sync.to_omnium.line_cost import line_cost


def order_discount(order: Order) -> Decimal:
    """Work out what the order's discounts come to; zero without any.

    Whether lines hold them already is not published: the order's own total tells. Without one, they do not.
    """
    if not order.discounts:
        return Decimal(0)
    if order.order_totals is None:
        money = (discount.amount for discount in order.discounts if discount.type != "PERCENTAGE")
        return from_flow(sum(money))
    lines = sum(map(line_cost, order.items), Decimal(0))
    return lines - from_flow(order.order_totals.grand_total)


def order_cost(order: Order) -> Decimal:
    """Work out what is to be paid of an order that is no return."""
    return sum(map(line_cost, order.items), Decimal(0)) - order_discount(order)
