"""What a person is told of an order that Omnium has cancelled although the shop has sold it. No I/O."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.outbound.gathered import Gathered
from order_sync.to_omnium.payments import settled_amount
from order_sync.to_omnium.split_lines import joined_lines

_ZERO: Final = Decimal(0)
SOLD_ALTHOUGH_CANCELLED: Final = "cancelled in Omnium but sold in the shop"


def sold_although_cancelled(gathered: Gathered, actual: OmniumOrder) -> Iterator[str]:
    """Tell that it was sold, then each line that is out of the shop, and the money that is in it."""
    yield SOLD_ALTHOUGH_CANCELLED
    lines = actual.order_form.line_items if actual.order_form else ()
    known = {line.line_item_id: line.delivered_quantity for line in lines}
    for item in joined_lines(gathered.order.items):
        there = known.get(item.line_id)
        if item.quantity_delivered > to_flow(there or _ZERO):
            told = "is not on the order there" if there is None else f"{there:f} delivered there"
            yield (
                f"line {item.line_id}: {from_flow(item.quantity_delivered):f} handed over in the shop, "
                f"Omnium has cancelled the order: {told}"
            )
    paid = settled_amount(gathered.order.settlements)
    if paid:
        yield f"{gathered.money(paid)} was paid in the shop for an order that Omnium has cancelled"
