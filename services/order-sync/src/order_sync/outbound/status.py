"""Which status an order gets in Omnium, by how far it has come in the shops (design section 7, flow.md 1.2).

Omnium has one status for an order, and one set of totals for each line. So all shops that have a part of it count together.
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
"""The rank of a tenant's own status: after the usual ends, but before returns, which it must not undo."""


def wanted_status(
    order: Order,
    statuses: OrderStatuses,
    *,
    is_ready: bool,
    has_more: bool = False,
    paid: Prepayment = NOT_PREPAID,
) -> str | None:
    """Return the status by the tenant's table; None while nothing has happened that Omnium must know.

    - An order paid in Omnium is completed by its hand-over, whatever Flow says of the payment.
    - Goods wait ready for pickup until the first of them is handed over; Omnium's workflow sets the status from then on.
    - `has_more`: others still have goods of the order to send, so no shop ends the order.
    """
    if is_cancelled(order):
        return None if has_more else statuses.cancelled
    if _is_at_end(order, paid) and not has_more:
        return statuses.completed
    if is_ready and not is_handed_over(order):
        return statuses.ready_for_pickup
    return statuses.in_progress if is_settled(order) and paid.is_shops else None


def _is_at_end(order: Order, paid: Prepayment = NOT_PREPAID) -> bool:
    """Tell whether all is paid, here or in Omnium, and all is handed over."""
    return (is_settled(order) or paid.is_whole) and is_delivered(order)


def is_set_back(
    order: Order, wanted: str | None, statuses: OrderStatuses, lines: Iterable[OrderLine]
) -> bool:
    """Tell whether the wanted status would set an order back of which goods are handed over already.

    Omnium makes an order that is handed over in part `PartiallyShipped` (omnium.md 4.6). Setting it to "in progress" would
    undo that and run the workflow once more.
    """
    if wanted == statuses.in_progress != statuses.completed:
        return is_handed_over(order) or any(line.delivered_quantity for line in lines)
    return False


def is_held(current: str | None, wanted: str | None, statuses: OrderStatuses) -> bool:
    """Tell whether the wanted status would end a hold in Omnium: progress in the shop must not, only the order's end may."""
    goes_on = {statuses.in_progress, statuses.ready_for_pickup} - {statuses.completed}
    return wanted in goes_on and (current or "").lower() in {name.lower() for name in statuses.not_yet}


def next_status(
    order: Order, current: str | None, wanted: str | None, *, is_over: bool, paid: Prepayment = NOT_PREPAID
) -> str | None:
    """Return the wanted status if it must be set; None if the order has it, or is beyond it already.

    `is_over` says that Omnium is done with the order: it may go on to a later end, but never back, nor in circles.
    """
    if wanted is None or wanted.lower() == (current or "").lower():
        return None
    if not is_over:
        return wanted
    # `PickedUp` may become `Completed`, but a return is never undone, and no status is set for ever in turns.
    return wanted if _is_at_end(order, paid) and _rank(wanted) > _rank_in_omnium(current) else None


def _rank(status: str) -> int:
    return _RANK_OF_ENDS.get(status.lower(), _RANK_OF_OWN_END)


def _rank_in_omnium(status: str | None) -> int:
    """Return the rank of an end; 0 for other statuses, from which an order may go on to any end."""
    return _RANK_OF_ENDS.get((status or "").lower(), 0)


def is_ready_for_pickup(order: Order, order_type: str | None, tenant: Tenant) -> bool:
    """Tell whether an order is Click & Collect, by its type in Omnium, and its handling in Flow is ready.

    The handling is the configured one; any counts if none is configured.
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
    """Join the orders into one: cancelled if all are; paid and handed over if all are that are not cancelled."""
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
    """Tell whether the goods are ready in every other store where the customer collects some."""
    configured = tenant.parameters.omnium_click_collect_orderhandling_uid
    collected = (
        one
        for one in _living(others)
        if configured is None or configured in {handling.handling_uid for handling in one.orderhandlings}
    )
    return all(is_ready_for_pickup(one, order_type, tenant) for one in collected)


def has_others_goods(whole: Order, form: OrderForm) -> bool:
    """Tell whether an order of several shipments has open lines that no store of Flow has: others still send them."""
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
