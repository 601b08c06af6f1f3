"""What every write to an order does: totals, `modified`, `versionId`, storage, events."""

import asyncio

from aiohttp import web

from simulators.clock import seven_digits
from simulators.control.middleware import CALL
from simulators.documents import Document, clone
from simulators.omnium.events import KINDS, Caller, Change, order_event
from simulators.omnium.orders import statuses
from simulators.omnium.orders.totals import calculate
from simulators.omnium.state import STATE, OmniumState
from simulators.refusal import Refusal

CALLER: web.RequestKey[str] = web.RequestKey("caller", str)
QUEUED = "Queued"


def caller_of(request: web.Request) -> Caller:
    """Tell who calls, for the events of the change."""
    return Caller(request[CALLER], f"{request.method} {request.path}")


def order_to_change(request: web.Request) -> Document:
    """Copy the order of the path. Raises Refusal 404 when it is absent, 400 when it is deleted."""
    return changeable(request, stored_order(request.app[STATE], request.match_info["id"]))


def editable_order(request: web.Request) -> Document:
    """Copy the order of the path like `order_to_change`. Raises Refusal 400 when it is read-only as well."""
    order = order_to_change(request)
    if order.get("isReadOnly"):
        raise Refusal(400, f"isReadOnly: order {order.get('id')} is read-only")
    return order


def changeable(request: web.Request, order: Document) -> Document:
    """Copy a stored order so that it can be changed. Raises Refusal 400 when it is deleted, 409 when it is locked."""
    refuse_deleted(order)
    if order.get("id") in request.app[STATE].config.locked_orders:
        raise Refusal(409, f"order {order.get('id')} is locked by another operation")
    note_if_queued(request, order)
    return {**clone(order), "orderForm": clone(order.get("orderForm") or {})}


def stored_order(state: OmniumState, order_id: str) -> Document:
    """Read an order. Raises Refusal 404."""
    order = state.orders.get(order_id)
    if order is None:
        raise Refusal(404, f"Order {order_id} was not found")
    return order


def refuse_deleted(order: Document) -> None:
    """Refuse to change a deleted order."""
    if order.get("status") == statuses.DELETED:
        raise Refusal(400, f"status: order {order.get('id')} is deleted")


def note_if_queued(request: web.Request, order: Document) -> None:
    """Leave a note in the call log: Omnium's docs say not to write to an order that is still Queued."""
    if order.get("status") == QUEUED:
        request[CALL].note = "written while Queued"


def commit(
    state: OmniumState, change: Change, order: Document, caller: Caller, previous: str = ""
) -> Document:
    """Store a changed order as a new version and raise the events of the change."""
    calculate(order, state.config.default_tax_rate)
    stamp(state, order)
    before = (state.orders.get(order["id"]) or {}).get("status")
    state.orders.put(order["id"], order, state.config.index_lag_seconds)
    raise_change(state, change, order, caller, previous)
    if order.get("status") in state.config.canceled_statuses and order["status"] != before:
        raise_change(state, "canceled", order, caller, previous)
    return order


def raise_change(
    state: OmniumState, change: Change, order: Document, caller: Caller, previous: str = ""
) -> None:
    """Raise the events of a change."""
    moment = state.clock()
    state.raise_events([order_event(kind, order, previous, caller, moment) for kind in KINDS[change]])


def add_order(state: OmniumState, order: Document, caller: Caller) -> Document:
    """Store a new order: Queued at first, its requested status once the workflow has run."""
    wanted = order["status"]
    stored = commit(state, "added", {**order, "status": QUEUED}, caller)
    if state.config.queued_seconds:
        state.background.start(_release_later(state, order["id"], wanted, caller))
        return stored
    return release(state, order["id"], wanted, caller)


def release(state: OmniumState, order_id: str, wanted: str, caller: Caller) -> Document:
    """End the Queued time, unless somebody set another status meanwhile."""
    order = clone(stored_order(state, order_id))
    if order["status"] == QUEUED:
        order["status"] = wanted
    return commit(state, "released", order, caller, QUEUED)


async def _release_later(state: OmniumState, order_id: str, wanted: str, caller: Caller) -> None:
    await asyncio.sleep(state.config.queued_seconds)
    release(state, order_id, wanted, caller)


def stamp(state: OmniumState, order: Document) -> None:
    """Mark a new version: `modified`, `versionId`, and the times that the status sets."""
    now = seven_digits(state.clock())
    order["modified"] = now
    order["versionId"] = state.orders.next_version()
    order["created"] = order.get("created") or now
    if order.get("status") in statuses.DONE:
        order["completed"] = order.get("completed") or now
    if order.get("status") == "ReadyForPickup":
        order["readyForPickup"] = order.get("readyForPickup") or now
