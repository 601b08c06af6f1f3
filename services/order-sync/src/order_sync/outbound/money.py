"""Flags money to give back or to collect after an order was edited or cancelled, and books the rounding of cash."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderState
from flow_omnium.jobs.sync import FieldChange
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderForm
from order_sync.identity import noted
from order_sync.lines.shop_lines import line_cost
from order_sync.omnium_money import returned_in_shop
from order_sync.outbound.changes import SetRoundoff
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.payments import prepayment
from order_sync.outbound.shop_progress import is_cancelled, is_delivered, is_settled, standing_items
from order_sync.shop_money import MoneyDue, omnium_settlements, shop_amount, shop_settlements
from order_sync.to_omnium.lines import order_discount
from order_sync.to_omnium.notes import PAID_KEY
from order_sync.to_omnium.payments import settled_amount

_ZERO = Decimal(0)


def money_flags(gathered: Gathered, actual: OmniumOrder) -> Iterator[str]:
    """Flag what is to be given back or to be collected."""
    order, due = gathered.order, _money_due(gathered.order, gathered, actual)
    form = actual.order_form or OrderForm()
    # A deposit is no debt: money is missing only once goods are out, or the order is over (decision 14).
    is_final = order.order_state in (OrderState.COMPLETE, OrderState.CANCELLED) or is_delivered(order)
    # Omnium's total is the cost before the edits of the shop, so it tells whether all was paid before them.
    was_paid = not gathered.others and 0 < (form.total or _ZERO) <= due.taken + due.elsewhere
    return due.flags(gathered.money, must_be_paid=is_final or was_paid)


def _money_due(order: Order, gathered: Gathered, actual: OmniumOrder) -> MoneyDue:
    """Work out what was paid for one order of Flow, by whom, and what it costs in the shop."""
    own = {one.settlement_uid for one in order.settlements}
    payments = actual.order_form.payments if actual.order_form else ()
    ids = {one.id for one in payments if one.id and one.id not in own}
    is_told = gathered.tenant.inbound_payments != "none"
    noted_as_paid = settled_amount(omnium_settlements(order, ids)) + _noted_as_paid(order)
    return MoneyDue(
        taken=shop_amount(order, ids),
        elsewhere=noted_as_paid if is_told else _untold(order, gathered, actual),
        cost=_order_cost(order),
        cash_step=gathered.flow_tenant.currency.cash_rounding,
        returned=returned_in_shop(payments).get(order.order_uid, _ZERO),
    )


def _order_cost(order: Order) -> Decimal:
    """Return what the order costs, in major units; of a cancelled one, what was handed over."""
    cost = sum(map(line_cost, standing_items(order)), _ZERO)
    return cost if is_cancelled(order) else cost - order_discount(order)


def roundoff(gathered: Gathered, actual: OmniumOrder) -> Iterator[SetRoundoff]:
    """Book the rounding of cash once all is paid; of several orders of Flow, the sum.

    If the cost has changed since it was booked, it is no rounding any more, and is set back.
    """
    orders = (gathered.order, *gathered.others)
    rounded = sum((_rounded(order, gathered, actual) for order in orders), _ZERO)
    booked = actual.order_form.gross_roundoff if actual.order_form else _ZERO
    is_ours = any(map(shop_settlements, orders))
    # What others have booked on an order without the shop's money is theirs.
    if rounded != booked and (rounded or is_ours):
        change = FieldChange("grossRoundoff", f"{booked:.2f}", f"{rounded:.2f}")
        yield SetRoundoff(actual.id, rounded, actual.version_id, (change,))


def _rounded(order: Order, gathered: Gathered, actual: OmniumOrder) -> Decimal:
    due = _money_due(order, gathered, actual)
    is_rounding = is_settled(order) and due.taken > 0 and not due.difference
    return due.taken + due.elsewhere - due.cost if is_rounding else _ZERO


def _untold(order: Order, gathered: Gathered, actual: OmniumOrder) -> Decimal:
    """Return an order's share of what Omnium has as paid, for a tenant whose shops are not told of it.

    It is spread as `inbound.allotment` does: first over what is in no order of Flow, then over the orders by uid, each up to
    its cost.
    """
    paid = prepayment(gathered.whole, actual)
    orders = (gathered.order, *gathered.others)
    outside = max(paid.cost - sum(map(_order_cost, orders), _ZERO), _ZERO)
    before = sum((_order_cost(one) for one in orders if one.order_uid < order.order_uid), _ZERO)
    return min(max(paid.in_omnium - outside - before, _ZERO), max(_order_cost(order), _ZERO))


def _noted_as_paid(order: Order) -> Decimal:
    """Return what the order's note says is paid in Omnium, besides the settlements."""
    try:
        return Decimal(noted(order, PAID_KEY) or 0)
    except InvalidOperation:
        return _ZERO
