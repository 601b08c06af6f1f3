"""Which lines of an order in Omnium still have something to hand over, and what they cost. Exact decimals."""

from decimal import Decimal

from flow_omnium.omnium.models import OrderForm, OrderLine
from flow_omnium.outcomes import InvalidData
from order_sync.lines.amounts import checked, given, is_nothing
from order_sync.lines.packages import OpenLine

_ZERO = Decimal(0)


def open_lines(form: OrderForm) -> tuple[OpenLine, ...]:
    """Check every line and drop those with nothing left. Raises InvalidData, which names the line's field."""
    lines: dict[str, OpenLine] = {}
    for position, line in enumerate(form.line_items):
        field = f"orderForm.lineItems[{position}]"
        quantity = _quantity(field, line)
        if quantity > 0:
            opened = _opened(field, line, quantity)
            _require(
                opened.line_id not in lines, f"{field}.lineItemId", opened.line_id, "unique in the order"
            )
            lines[opened.line_id] = opened
    return tuple(lines.values())


def _quantity(field: str, line: OrderLine) -> Decimal:
    ordered = checked(f"{field}.quantity", line.quantity)
    cancelled = checked(f"{field}.canceledQuantity", line.canceled_quantity)
    # More cancelled than ordered means that nothing is left; `line_shares.overcancelled` flags it.
    left = max(ordered - cancelled, _ZERO)
    _require(ordered >= 0, f"{field}.quantity", ordered, "0 or more")
    _require(cancelled >= 0, f"{field}.canceledQuantity", cancelled, "0 or more")
    if cancelled and is_nothing(left):
        return _ZERO  # less is left than Flow can express
    _require(left == 0 or not is_nothing(left), f"{field}.quantity", left, "a quantity in steps of 0.01")
    return left


def _opened(field: str, line: OrderLine, quantity: Decimal) -> OpenLine:
    price = checked(f"{field}.placedPrice", line.placed_price)
    return OpenLine(
        line_id=given(f"{field}.lineItemId", line.line_item_id),
        code=given(f"{field}.code", line.code),
        quantity=quantity,
        price=price,
        cost=_cost(field, line, quantity * price),
        is_package=line.is_package_product or line.is_bundle,
        package_line_id=line.package_line_item_id,
    )


def _cost(field: str, line: OrderLine, undiscounted: Decimal) -> Decimal:
    if line.extended_price is not None:
        return checked(f"{field}.extendedPrice", line.extended_price)
    # Omnium's own formula (omnium.md 4.1), for an order that it has not worked out.
    ordered = checked(f"{field}.quantity", line.quantity)
    discounted = checked(f"{field}.discounted", line.discounted)
    return undiscounted - discounted * (ordered - line.canceled_quantity) / ordered


def _require(condition: bool, field: str, value: object, expected: str) -> None:
    if not condition:
        raise InvalidData(field, str(value), expected)


def goods_total(form: OrderForm) -> Decimal | None:
    """Return Omnium's total without shipping, handling and the rounding of cash; None without a total."""
    if form.total is None or is_not_worked_out(form):
        return None
    others = (
        checked("orderForm.shippingTotal", form.shipping_total),
        checked("orderForm.handlingTotal", form.handling_total),
        checked("orderForm.grossRoundoff", form.gross_roundoff),
    )
    return checked("orderForm.total", form.total) - sum(others, Decimal(0))


def is_not_worked_out(form: OrderForm) -> bool:
    """Tell whether Omnium never worked out the sums: the total is 0 although lines cost something and nothing is off."""
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
