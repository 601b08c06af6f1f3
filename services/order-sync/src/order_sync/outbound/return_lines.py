"""The lines of a return: which lines of the original came back, and what was given back for each.

A line with a quantity above zero came back. One below zero went out along with the return: goods in exchange, or a fee.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import OrderItem
from flow_omnium.omnium.models import ReturnLine
from order_sync.lines.packages import OpenLine, priced_in_cents, without_packages
from order_sync.lines.shop_lines import joined_lines, kept_quantity, line_cost
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.sold import Sold
from order_sync.to_omnium.lines import line_code, open_lines

_ZERO: Final = Decimal(0)

_STEP: Final = Decimal("0.000001")
"""So fine that no quantity of a line comes out a cent off."""


@dataclass(frozen=True)
class TakenBack:
    """What Omnium takes of a return: lines, and what was given back of the shipping. In major units.

    `worth` is what both come to; `flags` name what is on no line in Omnium.
    """

    lines: tuple[ReturnLine, ...]
    shipping: Decimal
    worth: Decimal
    flags: tuple[str, ...]


def taken_back(gathered: Gathered, sold: Sold) -> TakenBack:
    """Work out what Omnium takes of the return.

    Raises Failed or InvalidData while the original's own job has yet to add a line in Omnium, or to report its delivery.
    """
    items = {item.order_item_uid: item for item in sold.original.items}
    kept = [item for item in gathered.order.items if kept_quantity(item)]
    by_original = [(item, items.get(item.original_order_item_uid or "")) for item in kept]
    shipped = [item for item, line in by_original if _is_shipping(gathered, item, line, sold)]
    others = [(item, line) for item, line in by_original if item not in shipped]
    goods = [item for item, line in others if line is not None and kept_quantity(item) > 0]
    foreign = [item for item, line in others if line is None or kept_quantity(item) < 0]
    shipping = sum(map(line_cost, shipped), _ZERO)
    back = _named_as_sold(goods, items, sold)
    taken = tuple(_as_taken(sold, line) for line in back)
    # Other returns of the order may have given a part of it back already.
    credited = min(shipping, sold.shipping_left)
    return TakenBack(
        lines=tuple(_line(line) for line in taken if line.quantity),
        shipping=credited,
        worth=credited + sum((line.cost for line in taken), _ZERO),
        flags=(
            *(_foreign(gathered, sold, item) for item in foreign),
            *_less_taken(gathered, back, taken),
            *_less_shipping(gathered, shipping, credited),
        ),
    )


def _is_shipping(gathered: Gathered, item: OrderItem, line: OrderItem | None, sold: Sold) -> bool:
    # Omnium has the cost of shipping on its shipments, unless the shop itself sold it as a line.
    uid = gathered.tenant.flow.shipping_product_uid
    is_line = line is not None and line.line_id in sold.lines
    return uid is not None and item.product_uid == uid and not is_line and line_cost(item) > 0


def _named_as_sold(
    goods: Sequence[OrderItem], items: Mapping[str | None, OrderItem], sold: Sold
) -> tuple[OpenLine, ...]:
    """Name the lines as on the original order, each once; packages that Omnium lacks are spread over their parts."""
    uids = {item.original_order_item_uid: item.order_item_uid for item in reversed(goods)}
    named = (_named(item, items[item.original_order_item_uid], uids) for item in goods)
    lines = open_lines(joined_lines(named))
    keep_parents = all(line.line_id in sold.lines for line in lines if line.is_package)
    total = sum((line.cost for line in lines), _ZERO)
    return priced_in_cents(without_packages(lines, total, keep_parents=keep_parents))


def _named(item: OrderItem, line: OrderItem, uids: Mapping[str | None, str | None]) -> OrderItem:
    package = line.package_order_item_uid
    return item.model_copy(
        update={
            "external_id": line.line_id,
            "sku": line_code(item) or line_code(line) or line.line_id,
            "package_order_item_uid": uids.get(package) if package else None,
        }
    )


def _as_taken(sold: Sold, line: OpenLine) -> OpenLine:
    """Cut a line to the quantity that Omnium has as returned, or can take; zero if Omnium will never have the line."""
    quantity = sold.returnable(line)
    # Flow has two decimals, Omnium as many as it likes: 2.35 of 2.345 is all of it.
    is_all = to_flow(quantity) == to_flow(line.quantity)
    share = from_flow(to_flow(line.cost * quantity / line.quantity))
    return replace(line, quantity=quantity, cost=line.cost if is_all else share)


def _foreign(gathered: Gathered, sold: Sold, item: OrderItem) -> str:
    goods = f"{kept_quantity(item):f} × {line_code(item)} for {gathered.money(line_cost(item))}"
    return f"line {item.order_item_uid}: {goods} is on no line of order {sold.actual.id}: Omnium is not told"


def _less_taken(gathered: Gathered, back: Sequence[OpenLine], taken: Sequence[OpenLine]) -> Iterator[str]:
    for line, part in zip(back, taken, strict=True):
        if to_flow(part.quantity) != to_flow(line.quantity):
            goods = f"{line.quantity:f} × {line.code} for {gathered.money(line.cost)}"
            yield f"line {line.line_id}: {goods} came back, Omnium is told of {part.quantity:f}"


def _less_shipping(gathered: Gathered, given_back: Decimal, credited: Decimal) -> Iterator[str]:
    if credited != given_back:
        left = gathered.money(credited)
        yield f"shipping: {gathered.money(given_back)} was given back, Omnium has {left} of it left"


def _line(line: OpenLine) -> ReturnLine:
    per_unit = (line.cost / line.quantity).quantize(_STEP).normalize()
    # Adding zero writes 1E+2 as 100.
    return ReturnLine(
        line_item_id=line.line_id, return_quantity=line.quantity, credit_amount=per_unit + _ZERO
    )
