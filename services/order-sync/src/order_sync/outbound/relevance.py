"""Which orders of the shop are not sent to Omnium, or not yet, and why."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderType
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderLine
from order_sync.lines.shop_lines import joined_lines, line_cost
from order_sync.outbound.shop_progress import has_moved, is_cancelled, is_finished, is_settled
from order_sync.shop_money import shop_settlements
from order_sync.to_omnium.notes import withdrawn

REASON_BY_TYPE: Final[Mapping[str, str]] = MappingProxyType(
    {OrderType.OFFER: "offers are not sent", OrderType.PAYMENT: "payments are sent as receipts"}
)

NOT_SETTLED: Final = "the return is not settled yet"
CANCELLED: Final = "the return is cancelled in the shop"
NO_ORIGINAL: Final = "the return names no original order, so Omnium has nothing to take it back to"
NOT_SOLD: Final = "the order is neither settled nor cancelled in the shop yet"


def _bare(amount: Decimal) -> str:
    return f"{amount:.2f}"


def irrelevance(
    order: Order, shown: Callable[[Decimal], str] = _bare, actual: OmniumOrder | None = None
) -> Plan | None:
    """Return the empty plan, with its reason, for an order that is not sent; None for one that may be.

    `shown` writes amounts; `actual` is the order in Omnium, which only flags mention.
    """
    reason = REASON_BY_TYPE.get(order.type or "")
    if reason is not None:
        return Plan(reason=reason)
    why = withdrawn(order)
    if why is not None:
        return _of_withdrawn(order, why, shown, actual)
    if not is_return(order):
        return None
    if not is_finished(order) and not is_settled(order):
        return Plan(reason=NOT_SETTLED)
    return None if order.original_order_uid else _without_original(order)


def _of_withdrawn(
    order: Order, why: str, shown: Callable[[Decimal], str], actual: OmniumOrder | None
) -> Plan:
    """Flag an order that we took back from the shop, if the shop had handed over goods or taken money by then.

    Its goods are in another order now, so Omnium is not told of them: a person must see each line.
    """
    reason = f"order {order.order_uid} was taken back from the shop: {why}"
    # Also money that was given back again: as a sum it is nothing, and a person must know of both.
    amounts = [one.amount for one in shop_settlements(order) if one.is_settled]
    if not has_moved(order) and not amounts:
        return Plan(reason=reason)
    delivered = from_flow(sum(item.quantity_delivered for item in order.items))
    paid, back = (from_flow(sum(max(sign * amount, 0) for amount in amounts)) for sign in (1, -1))
    given_back = f", {shown(back)} given back" if back else ""
    flag = f"{reason}, but in it {_plain(delivered)} were handed over and {shown(paid)} paid{given_back}"
    return Plan(reason=flag, flags=(flag, *_handed_over(order, shown, actual)))


def _handed_over(order: Order, shown: Callable[[Decimal], str], actual: OmniumOrder | None) -> Iterator[str]:
    lines = actual.order_form.line_items if actual and actual.order_form else ()
    known = {line.line_item_id: line for line in lines}
    for item in joined_lines(order.items):
        gone = item.model_copy(update={"quantity_cancelled": item.quantity_ordered - item.quantity_delivered})
        if item.quantity_delivered:
            goods = f"{_plain(from_flow(item.quantity_delivered))} for {shown(line_cost(gone))}"
            text = f"line {item.line_id}: {goods} handed over in order {order.order_uid}, which was taken back from the shop"
            line = known.get(item.line_id)
            yield f"{text}; {_in_omnium(line, shown)}" if line else text


def _in_omnium(line: OrderLine, shown: Callable[[Decimal], str]) -> str:
    kept = (line.quantity or Decimal(0)) - line.canceled_quantity
    cost = f" for {shown(line.extended_price)}" if line.extended_price is not None else ""
    return f"Omnium has {_plain(line.delivered_quantity)} delivered of {_plain(kept)}{cost}"


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"


def _without_original(order: Order) -> Plan:
    if is_cancelled(order) and not has_moved(order):
        return Plan(reason=CANCELLED)
    return Plan(reason=NO_ORIGINAL, flags=(NO_ORIGINAL,))


def is_return(order: Order) -> bool:
    """Tell a return from a sale."""
    return order.type == OrderType.RETURN


def is_sold(order: Order) -> bool:
    """Tell whether a shop order that Omnium lacks is ready to be made there."""
    return is_settled(order) or is_cancelled(order)
