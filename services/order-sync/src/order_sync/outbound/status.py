"""Which status an order gets in Omnium by what has become of it in all shops that have a part of it (design section 7, flow.md 1.2).

Omnium has one set of totals for a line, and one status for the order: no store alone decides about them.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.flow.states import DELIVERED, NOT_STARTED, READY, SETTLED, OrderState
from flow_omnium.omnium.models import OrderForm, OrderLine
from flow_omnium.tenants.orders import OrderStatuses
from flow_omnium.tenants.tenant import Tenant
from order_sync.lines.amounts import is_nothing
from order_sync.order_types import is_click_and_collect
from order_sync.outbound.payments import NOT_PREPAID, Prepayment
from order_sync.outbound.shop_progress import (
    is_cancelled,
    is_delivered,
    is_handed_over,
    is_settled,
    standing_items,
)

_RANK_OF_ENDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "pickedup": 1,
        "pickedupandpaid": 1,
        "completed": 2,
        "closed": 4,
        "partiallyreturned": 4,
        "returned": 4,
    }
)
"""How far along an order is that is over in Omnium (omnium.md 4.2); in lower case."""

_RANK_OF_OWN_END: Final = 3
"""A status that only the tenant knows: beyond the usual ends, but no return is taken back by it."""


def wanted_status(
    order: Order,
    statuses: OrderStatuses,
    *,
    is_ready: bool,
    has_more: bool = False,
    paid: Prepayment = NOT_PREPAID,
) -> str | None:
    """Return the status by the tenant's table; None while nothing has happened that Omnium must know of.

    An order that is paid in Omnium is completed by its hand-over, whatever Flow says of it; that it is paid is no news there.

    Goods that wait ready for pickup stay so until the first of them is handed over; from then on the status is Omnium's own.
    `has_more` says that others still have goods of the order to send: no shop ends it then.
    """
    if is_cancelled(order):
        return None if has_more else statuses.cancelled
    if _is_at_end(order, paid) and not has_more:
        return statuses.completed
    if is_ready and not is_handed_over(order):
        return statuses.ready_for_pickup
    return statuses.in_progress if is_settled(order) and paid.is_shops else None


def _is_at_end(order: Order, paid: Prepayment = NOT_PREPAID) -> bool:
    """Tell whether all is paid, by whomever, and all is handed over."""
    return (is_settled(order) or paid.is_whole) and is_delivered(order)


def is_set_back(
    order: Order, wanted: str | None, statuses: OrderStatuses, lines: Iterable[OrderLine]
) -> bool:
    """Tell a status that would take an order back whose goods are on their way.

    `OrderLinesUpdate` makes an order that is handed over in part `PartiallyShipped` (omnium.md 4.6), and a status that is set
    runs the workflow of that status once more. What the tenant calls its statuses makes no difference.
    """
    if wanted == statuses.in_progress != statuses.completed:
        return is_handed_over(order) or any(line.delivered_quantity for line in lines)
    return False


def is_held(current: str | None, wanted: str | None, statuses: OrderStatuses) -> bool:
    """Tell a status that would end a hold of Omnium's: that the shop goes on with an order is no reason to.

    The end of an order is one, whoever holds it.
    """
    goes_on = {statuses.in_progress, statuses.ready_for_pickup} - {statuses.completed}
    return wanted in goes_on and (current or "").lower() in {name.lower() for name in statuses.not_yet}


def next_status(
    order: Order, current: str | None, wanted: str | None, *, is_over: bool, paid: Prepayment = NOT_PREPAID
) -> str | None:
    """Return the wanted status if the order is to go there; None if it stands there, or is beyond it already.

    `is_over` says that Omnium is done with the order: it may go on to another end, never back and never in circles.
    """
    if wanted is None or wanted.lower() == (current or "").lower():
        return None
    if not is_over:
        return wanted
    return wanted if _is_at_end(order, paid) and _rank(wanted) > _rank_in_omnium(current) else None


def _rank(status: str) -> int:
    return _RANK_OF_ENDS.get(status.lower(), _RANK_OF_OWN_END)


def _rank_in_omnium(status: str | None) -> int:
    """A status that is no end has no rank: an order that is about to be over goes on to any."""
    return _RANK_OF_ENDS.get((status or "").lower(), 0)


def is_ready_for_pickup(order: Order, order_type: str | None, tenant: Tenant) -> bool:
    """Tell whether a Click & Collect order's handling is ready; the type is Omnium's, compared without case.

    The handling is the configured one, any one if none is configured.
    """
    if not is_click_and_collect(order_type, tenant.order_types):
        return False
    configured = tenant.parameters.omnium_click_collect_orderhandling_uid
    return any(
        handling.state == READY
        for handling in order.orderhandlings
        if configured in (None, handling.handling_uid)
    )


def whole_order(order: Order, others: Sequence[Order]) -> Order:
    """Join the orders: cancelled when all are, paid and handed over when all are that are not cancelled."""
    orders = (order, *others)
    items = tuple(item for one in orders for item in standing_items(one))
    if not others:
        return order.model_copy(update={"items": items})
    living = _living(orders)
    is_complete = all(one.order_state == OrderState.COMPLETE for one in living)
    state = OrderState.COMPLETE if is_complete else living[0].order_state if living else OrderState.CANCELLED
    return order.model_copy(
        update={
            "items": items,
            "order_state": state if living else OrderState.CANCELLED,
            "settle_state": SETTLED if all(map(is_settled, living or orders)) else NOT_STARTED,
            "delivery_state": DELIVERED if all(map(is_delivered, living or orders)) else NOT_STARTED,
            "settlements": tuple(settlement for one in orders for settlement in one.settlements),
        }
    )


def is_all_ready(others: Sequence[Order], order_type: str | None, tenant: Tenant) -> bool:
    """Tell whether the goods wait for the customer in every other store where he collects some."""
    configured = tenant.parameters.omnium_click_collect_orderhandling_uid
    collected = (
        one
        for one in _living(others)
        if configured is None or configured in {handling.handling_uid for handling in one.orderhandlings}
    )
    return all(is_ready_for_pickup(one, order_type, tenant) for one in collected)


def has_others_goods(whole: Order, form: OrderForm) -> bool:
    """Tell whether anything is still open in Omnium of an order with several shipments that no store of Flow has."""
    if len(form.shipments) == 1:
        return False
    held = {item.line_id for item in whole.items}
    return any(line.line_item_id not in held and _is_open(line) for line in form.line_items if form.shipments)


def _is_open(line: OrderLine) -> bool:
    if line.quantity is None or line.is_package_product or line.is_bundle:
        return False
    return not is_nothing(line.quantity - line.canceled_quantity - line.delivered_quantity)


def _living(orders: Sequence[Order]) -> Sequence[Order]:
    return [one for one in orders if not is_cancelled(one)]
