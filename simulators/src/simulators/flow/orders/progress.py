"""How far an order has come: what is paid, delivered and handled; pure."""

from typing import Final

from simulators.documents import Document, clone
from simulators.flow.orders.totals import calculate, divided
from simulators.flow.values import DeliveryState, SettleState

CASH_CODES: Final = frozenset({"CASH"})
HANDLING_STATES: Final = ("NOT_STARTED", "IN_PROGRESS", "READY", "DONE")


def restated(order: Document, cash_rounding: int) -> Document:
    """Copy an order with the totals and states that follow from its lines and settlements."""
    result = clone(order)
    calculate(result)
    result["settlementTotals"] = {"totalAmount": _paid(result)}
    result["settleState"] = settle_state(result, cash_rounding)
    result["deliveryState"] = delivery_state(result)
    return result


def due(order: Document) -> int:
    """Tell what the order costs in all; a return costs the shop, so its amount is negative."""
    total: int = order["orderTotals"]["grandTotal"]
    return -total if order.get("type") == "RETURN" else total


def left_to_pay(order: Document, cash_rounding: int) -> int:
    """Tell what is left to pay, negative when money is to be given back; rounded cash leaves nothing."""
    return 0 if _is_rounded_off(order, cash_rounding) else due(order) - _paid(order)


def settle_state(order: Document, cash_rounding: int) -> SettleState:
    """Compare the settled sum with what is due; an order that is paid too much is settled as well."""
    if not settled_in(order):
        return "NOT_STARTED"
    sign = -1 if due(order) < 0 else 1
    left = sign * left_to_pay(order, cash_rounding)
    if left <= 0:
        return "SETTLED"
    return "NOT_STARTED" if left >= abs(due(order)) else "PARTIALLY_SETTLED"


def delivery_state(order: Document) -> DeliveryState:
    """Judge by the lines; cancelled quantity is as good as delivered, but delivers nothing by itself."""
    items = items_in(order)
    if not any(item.get("quantityDelivered") for item in items):
        return "NOT_STARTED"
    return "PARTIALLY_DELIVERED" if any(open_quantity(item) for item in items) else "DELIVERED"


def handling_state(order: Document) -> str:
    """Sum up the handlings: the slowest counts, but once one has begun the whole has begun."""
    states = {handling["state"] for handling in order.get("orderhandlings") or []}
    slowest = min(states, key=HANDLING_STATES.index, default=HANDLING_STATES[0])
    return "IN_PROGRESS" if slowest == HANDLING_STATES[0] and len(states) > 1 else slowest


def items_in(order: Document) -> list[Document]:
    """List the lines; an order that a test stored as it is may have none."""
    return order.get("items") or []


def open_quantity(item: Document) -> int:
    """Tell how much of a line is neither delivered nor cancelled."""
    done: int = (item.get("quantityDelivered") or 0) + (item.get("quantityCancelled") or 0)
    return int(item.get("quantityOrdered") or 0) - done


def settled_in(order: Document) -> list[Document]:
    """List the settlements that are payments."""
    return [one for one in order.get("settlements") or [] if one.get("state") == "SETTLED"]


def rounded_cash(amount: int, cash_rounding: int) -> int:
    """Round an amount to what coins can pay, halves away from zero."""
    return divided(amount, cash_rounding) * cash_rounding


def _paid(order: Document) -> int:
    return sum(settlement["amount"] for settlement in settled_in(order))


def _is_rounded_off(order: Document, cash_rounding: int) -> bool:
    """One cash settlement pays, rounded, all that the others leave."""
    left = due(order) - _paid(order)
    cash = (one["amount"] for one in settled_in(order) if one.get("settlementCode") in CASH_CODES)
    return any(amount == rounded_cash(left + amount, cash_rounding) for amount in cash)
