"""One order of Omnium's as all the orders of Flow together have brought it forward. No I/O.

Omnium has one set of totals for a line, and one status for the order: no store alone decides about them.
"""

from collections.abc import Sequence

from flow_omnium.flow.models import Order
from flow_omnium.flow.states import DELIVERED, NOT_STARTED, SETTLED, OrderState
from flow_omnium.omnium.models import OrderForm, OrderLine
from flow_omnium.tenants.tenant import Tenant
from order_sync.lines.quantities import is_nothing
from order_sync.outbound.pickup import is_ready_for_pickup
from order_sync.outbound.shop_progress import is_cancelled, is_delivered, is_settled, standing_items


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
