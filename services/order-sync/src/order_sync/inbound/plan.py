"""What must be written so that an Omnium order stands in Flow, given what stands there already. No I/O.

An order is made, or changed, while it is OPEN; the last write puts it into the state of its type. Whatever died before
left it OPEN, and the next plan holds only what is missing.
"""

from collections.abc import Iterator

from flow_omnium.flow.models import Order, OrderRef
from flow_omnium.flow.states import NOT_STARTED, OrderState
from flow_omnium.jobs.sync import Plan
from flow_omnium.outcomes import InvalidData
from order_sync.inbound.changes import AddLine, AttachHandling, Change, ChangeState, CreateOrder
from order_sync.inbound.desired import DesiredOrder
from order_sync.inbound.header_changes import header_changes
from order_sync.inbound.line_changes import kept_lines, line_changes
from order_sync.inbound.price_changes import price_changes, price_flags, with_prices
from order_sync.to_omnium.identity import omnium_order_id

_FINISHED = (OrderState.COMPLETE, OrderState.CANCELLED)


def plan(desired: DesiredOrder, actual: Order | None, *, is_rerun: bool = False) -> Plan:
    """List the missing writes in their order. Raises InvalidData if the uid belongs to another order."""
    if actual is None:
        return Plan(tuple(_creation(desired)))
    _require_same_order(desired, actual)
    # An order that was begun in one store stays there, although Omnium may have moved it since.
    ref = OrderRef(actual.store_uid or desired.store_uid, actual.order_uid)
    if actual.order_state in _FINISHED:
        return _finished(desired, actual, ref)
    edits: tuple[Change, ...] = (
        *header_changes(desired.header, actual, ref),
        *line_changes(desired, actual, ref),
    )
    if edits or is_rerun:
        edits = (*edits, *price_changes(desired, actual, ref))
    writes = tuple(_around(edits, desired, actual, ref, is_rerun=is_rerun))
    reason = f"the order stands in Flow already, in state {actual.order_state}"
    return Plan(writes, reason, (*kept_lines(desired, actual), *price_flags(desired, actual)))


def _finished(desired: DesiredOrder, actual: Order, ref: OrderRef) -> Plan:
    """Leave the order alone; that Omnium has other lines by now is for a person to look at."""
    reason = f"the order is {actual.order_state} in Flow: it is not changed any more"
    if actual.order_state == OrderState.CANCELLED:
        return Plan(reason=reason)
    changed = "the lines were changed in Omnium after the shop had finished the order"
    flags = (changed,) if any(line_changes(desired, actual, ref)) else ()
    return Plan(reason=reason, flags=(*flags, *price_flags(desired, actual)))


def is_unfinished(actual: Order) -> bool:
    """Tell an order whose making broke off from one that the shop has opened to deliver or to take payment."""
    progress = (actual.settle_state, actual.delivery_state, *(item.state for item in actual.orderhandlings))
    return actual.order_state == OrderState.OPEN and all(state in (None, NOT_STARTED) for state in progress)


def _creation(desired: DesiredOrder) -> Iterator[Change]:
    ref = OrderRef(desired.store_uid, desired.header.order_uid)
    yield CreateOrder(desired.store_uid, with_prices(desired))
    yield from (AddLine(ref, line.item) for line in desired.lines)
    if desired.handling_uid:
        yield AttachHandling(ref, desired.handling_uid)
    yield ChangeState(ref, desired.state)


def _around(
    edits: tuple[Change, ...], desired: DesiredOrder, actual: Order, ref: OrderRef, *, is_rerun: bool
) -> Iterator[Change]:
    """Open the order for the edits and put it back; one that the shop has open is edited and left to the shop."""
    if actual.order_state != OrderState.OPEN:
        if edits:
            yield ChangeState(ref, OrderState.OPEN, actual.order_state)
            yield from edits
            yield ChangeState(ref, desired.state, OrderState.OPEN)
        return
    yield from edits
    # Opened by a run of ours that broke off: on a rerun always, else where nothing shows that the shop works on it.
    if is_rerun or is_unfinished(actual):
        yield from _handling(desired, actual, ref)
        yield ChangeState(ref, desired.state, OrderState.OPEN)


def _handling(desired: DesiredOrder, actual: Order, ref: OrderRef) -> Iterator[AttachHandling]:
    attached = {handling.handling_uid for handling in actual.orderhandlings}
    if desired.handling_uid and desired.handling_uid not in attached:
        yield AttachHandling(ref, desired.handling_uid)


def _require_same_order(desired: DesiredOrder, actual: Order) -> None:
    """Two ids that differ only in characters Flow does not know share a uid; the second order must not vanish."""
    number = desired.header.external_order_number
    owner = actual.external_order_number
    if owner not in (None, number, desired.order_id) and omnium_order_id(actual) != desired.order_id:
        raise InvalidData("id", number, f"free in Flow: uid {actual.order_uid} is order {owner}")
