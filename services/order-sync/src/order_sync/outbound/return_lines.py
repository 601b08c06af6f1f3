"""Which lines of the original order came back, and what was given back for each. No I/O."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderForm, OrderLine, ReturnLine
from flow_omnium.outcomes import InvalidData
from order_sync.lines.open_line import OpenLine
from order_sync.lines.packages import without_packages
from order_sync.lines.quantities import as_counted
from order_sync.lines.whole_cents import in_whole_cents
from order_sync.to_omnium.lines import open_lines
from order_sync.to_omnium.split_lines import joined_lines

_ZERO: Final = Decimal(0)
_STEP: Final = Decimal("0.000001")
"""So fine that no quantity of a line comes out a cent off."""


def return_lines(order: Order, original: Order, actual: OmniumOrder) -> tuple[ReturnLine, ...]:
    """Map the lines of a return by the lines they were sold as. Raises InvalidData for one that Omnium lacks.

    What was given back for a package that Omnium does not have is spread over its parts, as its price was.
    """
    form = actual.order_form or OrderForm()
    present = frozenset(line.line_item_id for line in form.line_items if line.line_item_id)
    sold = _as_sold(order, original)
    lines = open_lines(joined_lines(sold))
    keep_parents = all(line.line_id in present for line in lines if line.is_package)
    total = sum((line.cost for line in lines), _ZERO)
    kept = in_whole_cents(without_packages(lines, total, keep_parents=keep_parents))
    _require_present(sold, kept, present)
    held = {line.line_item_id: held_quantity(line) for line in form.line_items}
    return tuple(_line(line, held[line.line_id]) for line in kept if line.quantity)


def _as_sold(order: Order, original: Order) -> tuple[OrderItem, ...]:
    """Name the lines as on the original order, parts by the package that came back with them."""
    sold = {item.order_item_uid: item for item in original.items}
    back = {item.original_order_item_uid: item.order_item_uid for item in order.items}
    return tuple(
        _named(item, _sold_item(position, item, sold), back) for position, item in enumerate(order.items)
    )


def _sold_item(position: int, item: OrderItem, sold: Mapping[str | None, OrderItem]) -> OrderItem:
    found = sold.get(item.original_order_item_uid) if item.original_order_item_uid else None
    if found is None:
        field = f"items[{position}].originalOrderItemUid"
        raise InvalidData(field, item.original_order_item_uid, "a line of the original order")
    return found


def _named(item: OrderItem, sold: OrderItem, back: Mapping[str | None, str | None]) -> OrderItem:
    package = sold.package_order_item_uid
    return item.model_copy(
        update={
            "external_id": sold.line_id,
            "package_order_item_uid": back.get(package) if package else None,
        }
    )


def _require_present(sold: Sequence[OrderItem], kept: Sequence[OpenLine], present: Collection[str]) -> None:
    needed = {line.line_id for line in kept if line.quantity}
    for position, item in enumerate(sold):
        if item.line_id in needed and item.line_id not in present:
            field = f"items[{position}].originalOrderItemUid"
            raise InvalidData(field, item.original_order_item_uid, "on a line that Omnium has")


def held_quantity(line: OrderLine) -> Decimal:
    """Return what of a line the customer has not given up and not brought back."""
    return (line.quantity or _ZERO) - line.canceled_quantity - line.return_quantity


def _line(line: OpenLine, held: Decimal) -> ReturnLine:
    quantity = as_counted(to_flow(abs(line.quantity)), held)
    per_unit = abs(line.cost / quantity).quantize(_STEP).normalize()
    # Adding zero writes 1E+2 as 100.
    return ReturnLine(line_item_id=line.line_id, return_quantity=quantity, credit_amount=per_unit + _ZERO)
