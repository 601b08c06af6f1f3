"""What must be written so that a desired order stands in Flow, given what stands there already. No I/O.

An order is finished by its last write, the change of state. Whatever died before left it OPEN, and the next plan
holds only what is missing.
"""

from collections.abc import Iterator

from flow_omnium.flow.models import Order, OrderRef
from flow_omnium.flow.states import NOT_STARTED, OrderState
from flow_omnium.outcomes import InvalidData
from order_sync.inbound.changes import AddLine, AttachHandling, Change, ChangeState, CreateOrder
from order_sync.inbound.desired import DesiredOrder


def plan(desired: DesiredOrder, actual: Order | None) -> tuple[Change, ...]:
    """List the missing writes in their order; none if the order is finished or being worked on.

    Raises InvalidData if the uid belongs to another order.
    """
    if actual is None:
        ref = OrderRef(desired.store_uid, desired.header.order_uid)
        return (CreateOrder(desired.store_uid, desired.header), *_rest(desired, ref, None))
    _require_same_order(desired, actual)
    # An order that was begun in one store stays there, although Omnium may have moved it since.
    ref = OrderRef(actual.store_uid or desired.store_uid, actual.order_uid)
    return tuple(_rest(desired, ref, actual)) if is_unfinished(actual) else ()


def is_unfinished(actual: Order) -> bool:
    """Tell an order whose making broke off from one that the shop has opened to deliver or to take payment."""
    progress = (actual.settle_state, actual.delivery_state, *(item.state for item in actual.orderhandlings))
    return actual.order_state == OrderState.OPEN and all(state in (None, NOT_STARTED) for state in progress)


def _rest(desired: DesiredOrder, ref: OrderRef, actual: Order | None) -> Iterator[Change]:
    present = {item.external_id for item in actual.items} if actual else set()
    attached = {handling.handling_uid for handling in actual.orderhandlings} if actual else set()
    yield from (AddLine(ref, item) for item in desired.items if item.external_id not in present)
    if desired.handling_uid and desired.handling_uid not in attached:
        yield AttachHandling(ref, desired.handling_uid)
    yield ChangeState(ref, desired.state)


def _require_same_order(desired: DesiredOrder, actual: Order) -> None:
    """Two ids that differ only in characters Flow does not know share a uid; the second order must not vanish."""
    number = desired.header.external_order_number
    if actual.external_order_number not in (None, number):
        owner = actual.external_order_number
        raise InvalidData("id", number, f"free in Flow: uid {actual.order_uid} is order {owner}")
