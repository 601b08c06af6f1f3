"""Flags every difference of an order in a shop that is not synchronised: because of its status, or since Omnium moved it.

Nothing is written, but the shop works with what it has. So each line is flagged with both sides' quantity, in every run, until
both agree or the order is gone. Otherwise a customer might pay twice, or unpaid goods might be handed over.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import Order, OrderItem
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderForm, OrderLine
from order_sync.identity import noted
from order_sync.inbound.allotment import PaymentRules
from order_sync.inbound.gathered import Gathered, InboundContext
from order_sync.inbound.line_shares import whole_share
from order_sync.inbound.order_changes import is_unfinished
from order_sync.inbound.placement import Placed, is_living
from order_sync.lines.shop_lines import joined_lines, kept_hundredths, line_cost
from order_sync.omnium_money import omnium_money
from order_sync.order_stage import OrderStage
from order_sync.price_notes import both_sums
from order_sync.shop_money import omnium_settlements
from order_sync.to_omnium.notes import PAID_KEY
from order_sync.to_omnium.payments import settled_amount

_NO_LINE: Final = OrderLine()
_ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
_NO_FORM: Final = OrderForm()
_NOTHING: Final = "0"

_NOT_MADE: Final[Mapping[OrderStage, str]] = {
    OrderStage.NOT_YET: "it is not made in Flow yet",
    OrderStage.ALREADY_OUT: "it is not made in Flow any more",
    OrderStage.OVER: "it is not made in Flow any more",
}

_NOT_ENDED: Final = (OrderStage.ALREADY_OUT, OrderStage.OVER)
"""In these stages, an order of which only a half was made in Flow is not completed."""


def is_left_alone(gathered: Gathered, placed: Placed) -> bool:
    """Tell whether nothing is to be written for this part.

    An order that was wholly made in the shop is kept in step whatever its stage. It is left alone if nothing of it was made,
    or if Omnium was done with it before all of it was made.
    """
    if placed.actual is None:
        return gathered.stage in _NOT_MADE
    is_half_made = is_unfinished(placed.actual) and not _was_made(placed, placed.actual, gathered.context)
    return gathered.stage in _NOT_ENDED and is_half_made


def _was_made(placed: Placed, actual: Order, context: InboundContext | None) -> bool:
    """Tell whether an order that is still OPEN was once made completely.

    The handling is attached last, so it proves that. Where the tenant has none, the lines must all be there.
    """
    handling = placed.part.rule.handling(context.parameters) if context else None
    # A handling is attached after all lines.
    if handling is not None:
        return any(one.handling_uid == handling for one in actual.orderhandlings)
    there = {item.line_id for item in actual.items}
    lines = (placed.part.order.order_form or _NO_FORM).line_items
    return all(line.line_item_id in there for line in lines if whole_share(line).kept > 0)


def left_alone(gathered: Gathered, placed: Placed | None = None, own: Sequence[Order] = ()) -> Plan:
    """Write nothing, and flag the differences; `own` are all orders of Flow that belong to this one."""
    status = gathered.order and gathered.order.status
    reason = f"the order is {status} in Omnium: {_NOT_MADE.get(gathered.stage, _NOT_MADE[OrderStage.OVER])}"
    if placed is None or not any(map(is_living, own)):
        return Plan(reason=reason)
    return Plan(reason=reason, flags=(*_begun(placed.actual), *_lines(placed)))


def _begun(actual: Order | None) -> Iterator[str]:
    if actual is not None:
        yield f"order {actual.order_uid} was begun in Flow and is over in Omnium: it stands OPEN"


def _lines(placed: Placed) -> Iterator[str]:
    """Flag what each side has to hand over of each line. A package that has no line in Flow is left to its parts."""
    order = placed.part.order
    there = {item.line_id: item for item in joined_lines(placed.actual.items if placed.actual else ())}
    known = {line.line_item_id or "": line for line in (order.order_form or _NO_FORM).line_items}
    for line_id in {**known, **there}:
        item, line = there.get(line_id), known.get(line_id)
        is_package = line is not None and (line.is_package_product or line.is_bundle)
        in_shop = _in_shop(item, order.billing_currency)
        in_omnium = _in_omnium(line, order.billing_currency)
        if in_shop != _NOTHING or (in_omnium != _NOTHING and not is_package):
            store = f"to hand over in store {placed.part.store_uid}"
            yield f"line {line_id}: {in_shop} {store}, {in_omnium} in Omnium, where the order is {order.status}"


def _in_shop(item: OrderItem | None, currency: str | None) -> str:
    still_open = kept_hundredths(item) - item.quantity_delivered if item else 0
    return _goods(from_flow(still_open), line_cost(item), currency) if item and still_open > 0 else _NOTHING


def _in_omnium(line: OrderLine | None, currency: str | None) -> str:
    if line is None:
        return "no such line"
    still_open = whole_share(line).open
    return _goods(still_open, line.extended_price, currency) if still_open > 0 else _NOTHING


def _goods(quantity: Decimal, cost: Decimal | None, currency: str | None) -> str:
    price = "" if cost is None else f"for {cost:.2f}"
    unit = currency if price else None
    return " ".join(filter(None, (f"{quantity.normalize():f}", price, unit)))


def kept_order_flags(
    order: OmniumOrder, actual: Order, rules: PaymentRules, shop_ids: Collection[str]
) -> Iterator[str]:
    """Flag an order that no part is in any more: lines with too much to hand over or another cost, and Omnium's payments.

    `shop_ids` are the ids of the payments that Omnium has from the shops.
    """
    lines = {line.line_item_id: line for line in (order.order_form.line_items if order.order_form else ())}
    for item in joined_lines(actual.items):
        line = lines.get(item.line_id, _NO_LINE)
        if item.line_id in lines or kept_hundredths(item):
            yield from _of_line(item, line, actual, order.billing_currency)
    if rules.choice != "none":
        yield from _of_money(order, actual, rules, shop_ids)


def _of_money(
    order: OmniumOrder, actual: Order, rules: PaymentRules, shop_ids: Collection[str]
) -> Iterator[str]:
    payments = order.order_form.payments if order.order_form else ()
    money = omnium_money(payments, shop_ids)
    in_words = Decimal(noted(actual, PAID_KEY) or 0)
    there = settled_amount(omnium_settlements(actual, money.ids)) + in_words
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
