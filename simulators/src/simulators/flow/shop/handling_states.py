"""Moving a handling of an order on; pure."""

from simulators.documents import Document
from simulators.flow.orders.progress import handling_state
from simulators.flow.shop.acts import Handle
from simulators.flow.shop.till import CASHIER, Till
from simulators.refusal import Refusal


def handle(order: Document, act: Handle, till: Till) -> Document:
    """Give a handling another state; the state of the order's handlings follows."""
    chosen = _chosen(order.get("orderhandlings") or [], act.order_handling_uid)
    if chosen["state"] == act.state:
        raise Refusal(400, f"state: the handling is {act.state} already")
    changed = {**chosen, "state": act.state, "lastModifiedAt": till.now, "lastModifiedBy": CASHIER.uid}
    handlings = [changed if other is chosen else other for other in order["orderhandlings"]]
    after = {**order, "orderhandlings": handlings}
    return {**after, "orderhandlingState": handling_state(after)}


def _chosen(handlings: list[Document], uid: str | None) -> Document:
    for handling in handlings:
        if uid in (None, handling["orderHandlingUid"]):
            return handling
    raise Refusal(400, f"orderHandlingUid: the order has no handling '{uid or ''}'")
