"""What a person is told of an order that Omnium has cancelled although the shop has sold it. No I/O."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.shop_progress import standing_items
from order_sync.shop_money import payment_ids_of, shop_amount
from order_sync.to_omnium.line_cost import kept_hundredths
from order_sync.to_omnium.split_lines import joined_lines

_ZERO: Final = Decimal(0)
SOLD_ALTHOUGH_CANCELLED: Final = "cancelled in Omnium but sold in the shop"


def sold_although_cancelled(gathered: Gathered, actual: OmniumOrder) -> Iterator[str]:
    """Tell that it was sold, then each line that is out of the shop or waits there, and the money that is in it.

    Where several shops have an order of it, the money is told by its order: two may have the same sum to give back.
    """
    yield SOLD_ALTHOUGH_CANCELLED
    lines = actual.order_form.line_items if actual.order_form else ()
    known = {line.line_item_id: line.delivered_quantity for line in lines}
    for item in joined_lines(standing_items(gathered.order)):
        still_open = kept_hundredths(item) - item.quantity_delivered
        there = known.get(item.line_id, _ZERO)
        if still_open or item.quantity_delivered > to_flow(there):
            yield (
                f"line {item.line_id}: {from_flow(item.quantity_delivered):f} handed over and "
                f"{from_flow(still_open):f} open in the shop, {there:f} delivered in Omnium, which has cancelled the order"
            )
    paid = shop_amount(gathered.order, payment_ids_of(actual))
    if paid:
        yield f"order {gathered.order.order_uid}: {gathered.money(paid)} was paid in the shop, and Omnium has cancelled it"
