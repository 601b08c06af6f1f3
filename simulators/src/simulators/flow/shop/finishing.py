"""Moving an order's state, to its end included; pure."""

from simulators.documents import Document
from simulators.flow.orders.progress import items_in, left_to_pay, open_quantity, restated
from simulators.flow.orders.states import refuse_wrong_change
from simulators.flow.shop.acts import ChangeState, OrderAct
from simulators.flow.shop.till import Till
from simulators.refusal import Refusal


def change_state(order: Document, act: ChangeState, _till: Till) -> Document:
    """Open the order, put it aside, or agree on it."""
    refuse_wrong_change(order["orderState"], act.state)
    return {**order, "orderState": act.state}


def complete(order: Document, _act: OrderAct, till: Till) -> Document:
    """Finish an order that is paid and delivered. Raises Refusal 400 when it is not."""
    missing = unfinished(order, till)
    if missing:
        raise Refusal(400, missing)
    return {**order, "orderState": "COMPLETE"}


def cancel(order: Document, _act: OrderAct, _till: Till) -> Document:
    """Cancel an order of which nothing is delivered."""
    if any(item.get("quantityDelivered") for item in items_in(order)):
        raise Refusal(400, "quantityDelivered: something is delivered, the order cannot be cancelled")
    return {**order, "orderState": "CANCELLED"}


def unfinished(order: Document, till: Till) -> str | None:
    """Say what is missing; an order that only pays delivers nothing."""
    left = left_to_pay(restated(order, till.cash_rounding), till.cash_rounding)
    if left:
        return f"settleState: {left} is left to pay"
    if order.get("type") != "PAYMENT" and any(open_quantity(item) for item in items_in(order)):
        return "deliveryState: something is left to deliver"
    return None
