"""What is off a whole order of Flow beyond the discounts of its lines. Decimals in major units. No I/O."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.omnium.models import NewDiscount
from order_sync.lines.shop_lines import line_cost

_ZERO: Final = Decimal(0)


def order_discount(order: Order) -> Decimal:
    """Work out what the order's discounts come to; zero without any.

    Whether lines hold them already is not published: the order's own total tells. Without one, they do not.
    """
    if not order.discounts:
        return _ZERO
    if order.order_totals is None:
        money = (discount.amount for discount in order.discounts if discount.type != "PERCENTAGE")
        return from_flow(sum(money))
    return sum(map(line_cost, order.items), _ZERO) - from_flow(order.order_totals.grand_total)


def omnium_discounts(order: Order) -> tuple[NewDiscount, ...]:
    """Word what is off as one discount of Omnium's, by the names of all of Flow's."""
    amount = order_discount(order)
    if amount <= 0:
        return ()
    names = (discount.name or discount.discount_code for discount in order.discounts)
    codes = (discount.discount_code for discount in order.discounts)
    return (
        NewDiscount(
            discount_value=amount,
            discount_amount=amount,
            discount_name=", ".join(dict.fromkeys(filter(None, names))) or None,
            discount_code=next(filter(None, codes), None),
        ),
    )


def spread(items: Sequence[OrderItem], discount: Decimal) -> tuple[OrderItem, ...]:
    """Put a discount of all lines on each by what it costs; rounding goes to the last of them."""
    whole, so_far, given = sum(map(line_cost, items), _ZERO), _ZERO, 0
    spread_out: list[OrderItem] = []
    for item in items:
        so_far += line_cost(item)
        due = to_flow(discount * so_far / whole) if whole else 0
        spread_out.append(
            item.model_copy(update={"item_discount_amount": item.item_discount_amount + due - given})
        )
        given = due
    return tuple(spread_out)
