"""What an order will cost in Flow once the planned changes of its lines are made. Decimals in major units. No I/O."""

from collections.abc import Iterable
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Order, OrderItem
from order_sync.inbound.changes import AddDiscount, AddLine, Change, ChangeLine, RemoveLine
from order_sync.inbound.line_amounts import new_item_cost
from order_sync.to_omnium.line_cost import line_cost
from order_sync.to_omnium.order_discount import order_discount


def planned_cost(changes: Iterable[Change], actual: Order | None) -> Decimal:
    """Apply the changes to what is there, and add up what it costs then."""
    items: dict[str, OrderItem] = {item.order_item_uid or "": item for item in actual.items} if actual else {}
    added = Decimal(0)
    for change in changes:
        match change:
            case AddLine(_, item):
                added += new_item_cost(item)
            case AddDiscount(_, discount):
                added -= from_flow(discount.amount)
            case ChangeLine(_, uid, _, differing):
                items[uid] = items[uid].model_copy(update=differing.model_dump(exclude_none=True))
            case RemoveLine(_, uid):
                del items[uid]
    lines = sum(map(line_cost, items.values()), added)
    return lines - (order_discount(actual) if actual else Decimal(0))
