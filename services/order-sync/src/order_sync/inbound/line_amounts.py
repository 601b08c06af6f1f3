"""How lines are written in Flow's integers so that their sum is Omnium's total to the cent. No I/O."""

from collections.abc import Sequence
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import NewItem
from order_sync.inbound.item_uids import product_uid
from order_sync.lines.agreement import agrees
from order_sync.lines.open_line import OpenLine

_SCALE = 100


def flow_items(lines: Sequence[OpenLine], total: Decimal | None) -> tuple[NewItem, ...]:
    """Write each line with its unit price and the discount that makes it cost what it costs in Omnium."""
    return tuple(_item(line, cents) for line, cents in zip(lines, _cents(lines, total), strict=True))


def item_total(quantity: int, unit_price: int, discount: int) -> int:
    """What Flow makes of a line, in cents: price × quantity, rounded half away from zero, less the discount."""
    return to_flow(Decimal(unit_price * quantity) / (_SCALE * _SCALE)) - discount


def new_item_cost(item: NewItem) -> Decimal:
    """Work out what a new line costs, in major units."""
    return from_flow(item_total(item.quantity_ordered, item.unit_price, item.item_discount_amount))


def _cents(lines: Sequence[OpenLine], total: Decimal | None) -> list[int]:
    """Round the cost of each line; the largest takes what rounding adds or takes away."""
    cents = [to_flow(line.cost) for line in lines]
    if not cents:
        return cents
    exact = sum((line.cost for line in lines), Decimal(0))
    agreed = total if total is not None and agrees(total, (line.cost for line in lines)) else exact
    largest = max(range(len(cents)), key=lambda position: cents[position])
    cents[largest] += to_flow(agreed) - sum(cents)
    return cents


def _item(line: OpenLine, cents: int) -> NewItem:
    quantity = to_flow(line.quantity)
    price = to_flow(line.price)
    if item_total(quantity, price, 0) < cents:
        # A line that costs more than its price, by rounding or a package's share: a discount cannot be negative.
        price = -(-cents * _SCALE // quantity)
    return NewItem(
        external_id=line.line_id,
        product_uid=product_uid(line.code),
        quantity_ordered=quantity,
        unit_price=price,
        item_discount_amount=item_total(quantity, price, 0) - cents,
    )
