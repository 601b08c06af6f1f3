"""Lines and discounts of Flow's orders and receipts in Omnium: one mapper for both (flow.md 1.3).

Decimals in major units.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_UP, Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.omnium.models import NewDiscount, NewLine
from order_sync.lines.amounts import given
from order_sync.lines.packages import OpenLine, priced_in_cents, without_packages
from order_sync.lines.shop_lines import joined_lines, kept_quantity, line_cost, tax_rate_of

_ZERO: Final = Decimal(0)
_PRICE_STEP: Final = Decimal("0.0001")

_DISCOUNT_STEP: Final = Decimal("0.000001")
"""So fine that no sum of lines comes out a cent off."""


def omnium_lines(
    items: Sequence[OrderItem], *, keep_parents: bool, is_vat_free: bool = False
) -> tuple[NewLine, ...]:
    """Map the lines. Without `keep_parents` the parents of packages are left out, their price spread over the parts.

    What Omnium works out for a line is Flow's amount, to the cent. Raises InvalidData for a line without id, SKU or price.
    """
    items = joined_lines(items)
    priced = open_lines(items)
    total = sum((line.cost for line in priced), _ZERO)
    costs = priced_in_cents(without_packages(priced, total, keep_parents=keep_parents))
    kept = {line.line_id: line for line in costs}
    return tuple(
        _line(item, kept[item.line_id], is_vat_free=is_vat_free) for item in items if item.line_id in kept
    )


def open_lines(items: Sequence[OrderItem]) -> tuple[OpenLine, ...]:
    """Name and price every line, packages and parts alike. Raises InvalidData, which names the field."""
    return tuple(_priced(position, item, items) for position, item in enumerate(items))


def line_code(item: OrderItem) -> str | None:
    """Return the SKU of a line; when Flow has none, the product's uid is it (design section 7)."""
    return item.sku or item.product_uid


def _priced(position: int, item: OrderItem, items: Sequence[OrderItem]) -> OpenLine:
    uids = {other.order_item_uid: other.line_id for other in items}
    return OpenLine(
        line_id=given(f"items[{position}].orderItemUid", item.line_id),
        code=given(f"items[{position}].sku", line_code(item), "given, nor is productUid"),
        quantity=kept_quantity(item),
        price=from_flow(item.unit_price),
        cost=line_cost(item),
        is_package=any(
            other.package_order_item_uid == item.order_item_uid
            for other in items
            if other.package_order_item_uid
        ),
        package_line_id=uids.get(item.package_order_item_uid) if item.package_order_item_uid else None,
    )


def _line(item: OrderItem, line: OpenLine, *, is_vat_free: bool) -> NewLine:
    priced = _with_sufficient_price(line)
    return NewLine(
        line_item_id=line.line_id,
        code=line.code,
        display_name=item.name,
        quantity=from_flow(item.quantity_ordered),
        placed_price=priced.price,
        discounted=_discount(priced, item) or None,
        tax_rate=tax_rate_of(item, is_vat_free=is_vat_free),
        delivered_quantity=from_flow(item.quantity_delivered) or None,
        canceled_quantity=from_flow(item.quantity_cancelled) or None,
        serial_number=item.serialnumber,
        is_package_product=line.is_package or None,
        package_line_item_id=line.package_line_id,
    )


def _with_sufficient_price(line: OpenLine) -> OpenLine:
    """Raise the price of a line that costs more than its price says (a package's share, rounding up).

    The difference cannot be a discount, since Omnium takes no negative one.
    """
    if line.quantity <= 0 or line.cost <= line.quantity * line.price:
        return line
    return replace(line, price=(line.cost / line.quantity).quantize(_PRICE_STEP, ROUND_UP))


def _discount(line: OpenLine, item: OrderItem) -> Decimal:
    """Return the discount on all that was ordered: Omnium itself lowers it for what is cancelled (omnium.md 4.1)."""
    if not line.quantity:
        return from_flow(item.item_discount_amount)
    discount = line.quantity * line.price - line.cost
    if not item.quantity_cancelled:
        return discount
    return (discount * from_flow(item.quantity_ordered) / line.quantity).quantize(_DISCOUNT_STEP).normalize()


def order_discount(order: Order) -> Decimal:
    """Work out what is off the whole order beyond the discounts of its lines; zero without any.

    Flow does not publish whether lines include such a discount already, so the order's own total decides; without a total,
    they are taken not to.
    """
    if not order.discounts:
        return _ZERO
    # A percentage without a total cannot be told in money.
    if order.order_totals is None:
        money = (discount.amount for discount in order.discounts if discount.type != "PERCENTAGE")
        return from_flow(sum(money))
    return sum(map(line_cost, order.items), _ZERO) - from_flow(order.order_totals.grand_total)


def omnium_discounts(order: Order) -> tuple[NewDiscount, ...]:
    """Return what is off the whole order as one discount, with the names of all of Flow's."""
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
    """Divide a discount of the whole order among its lines by cost; the last line takes the rounding difference."""
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
