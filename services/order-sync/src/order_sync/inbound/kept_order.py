"""What a person is told of an order that stays in a shop although Omnium has moved it: its lines, its money. No I/O.

Nothing is brought to it any more, so every line on which the two sides differ is told, and what it knows of the payments
that Omnium has: else its customer would be asked to pay twice, or goods would leave that nobody has paid any more.
"""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderLine
from order_sync.inbound.allotment import PaymentRules
from order_sync.omnium_money import omnium_money
from order_sync.price_notes import both_sums
from order_sync.shop_money import omnium_settlements
from order_sync.to_omnium.identity import noted
from order_sync.to_omnium.line_cost import kept_hundredths, line_cost
from order_sync.to_omnium.notes import PAID_KEY
from order_sync.to_omnium.payments import settled_amount
from order_sync.to_omnium.split_lines import joined_lines

_NOTHING: Final = OrderLine()
_ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")


def kept_order_flags(
    order: OmniumOrder, actual: Order, rules: PaymentRules, shop_ids: Collection[str]
) -> Iterator[str]:
    """Tell the lines of which the shop has more to hand over than Omnium wants, those that cost something else, and money.

    `shop_ids` are the payments that Omnium has from the shops.
    """
    lines = {line.line_item_id: line for line in (order.order_form.line_items if order.order_form else ())}
    for item in joined_lines(actual.items):
        line = lines.get(item.line_id, _NOTHING)
        if item.line_id in lines or kept_hundredths(item):
            yield from _of_line(item, line, actual, order.billing_currency)
    if rules.choice != "none":
        yield from _of_money(order, actual, rules, shop_ids)


def _of_money(
    order: OmniumOrder, actual: Order, rules: PaymentRules, shop_ids: Collection[str]
) -> Iterator[str]:
    payments = order.order_form.payments if order.order_form else ()
    money = omnium_money(payments, shop_ids)
    told = Decimal(noted(actual, PAID_KEY) or 0)
    there = settled_amount(omnium_settlements(actual, money.ids)) + told
    if there or money.amount:
        yield (
            f"order {actual.order_uid} in store {actual.store_uid} tells of {rules.shown(there)} paid in Omnium, which has "
            f"{rules.shown(money.amount)}"
        )


def _of_line(item: OrderItem, line: OrderLine, actual: Order, currency: str | None) -> Iterator[str]:
    kept = (line.quantity or _ZERO) - line.canceled_quantity
    still_open, wanted = kept_hundredths(item) - item.quantity_delivered, kept - line.delivered_quantity
    if still_open > to_flow(wanted):
        yield (
            f"line {item.line_id}: {from_flow(still_open):f} to hand over in store {actual.store_uid}, "
            f"{wanted.normalize():f} open in Omnium"
        )
    cost = line.extended_price
    if cost is not None and kept_hundredths(item) == to_flow(kept) and abs(line_cost(item) - cost) > _CENT:
        yield both_sums(item.line_id, line_cost(item), cost, currency)
