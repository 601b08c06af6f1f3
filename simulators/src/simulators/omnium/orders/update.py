"""Changing whole orders: full update, patch, status, deletion."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.omnium.models.changes import StatusUpdate
from simulators.omnium.models.order import Order, OrderPatch
from simulators.omnium.orders import statuses
from simulators.omnium.orders.commit import (
    QUEUED,
    caller_of,
    commit,
    editable_order,
    note_if_queued,
    order_to_change,
    raise_change,
    refuse_deleted,
)
from simulators.omnium.orders.create import prepare_new
from simulators.omnium.orders.workflow import apply_shipment_info, change_status, result, run_workflow
from simulators.omnium.patch_counters import counters
from simulators.omnium.patching import patched
from simulators.omnium.query import flag, known_query
from simulators.omnium.required import refuse_bad_structure
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def update_order(request: web.Request) -> web.Response:
    """Replace an order; what is missing in the body goes back to its default."""
    state = request.app[STATE]
    order = (await written(request, Order)).model_dump(by_alias=True)
    before = state.orders.get(order["id"] or "")
    if before is None:
        raise Refusal(400, f"id: order '{order['id']}' does not exist")
    refuse_deleted(before)
    note_if_queued(request, before)
    prepared = prepare_new(order, state.config)
    statuses.refuse_wrong_change(
        str(before.get("status")), prepared["status"], state.config.canceled_statuses
    )
    if request.query.get("runWorkflow", "").lower() == "true":
        return json_answer(run_workflow(state, "status", prepared, caller_of(request)))
    stored = commit(state, "updated", prepared, caller_of(request), str(before.get("status")))
    return json_answer({**result(stored, aborted=False), "orderActionExecutionResults": []})


async def patch_order(request: web.Request) -> web.Response:
    """Merge the sent fields; answers counters, 200 also for an order that is not there."""
    state = request.app[STATE]
    patch = (await written(request, OrderPatch)).model_dump(by_alias=True, exclude_unset=True)
    if state.orders.get(request.match_info["id"]) is None:
        return json_answer(counters(not_found=1))
    if state.config.patch_error_message is not None:
        return json_answer(counters(error=state.config.patch_error_message))
    before = order_to_change(request)
    after = patched(before, _checked_patch(request, patch))
    refuse_bad_structure(after)
    if after == before:
        return json_answer(counters(unchanged=1))
    commit(state, "patched", after, caller_of(request), str(before.get("status")))
    return json_answer(counters(updated=1))


async def update_status(request: web.Request) -> web.Response:
    """Set the status and run its workflow, unless that is skipped."""
    state = request.app[STATE]
    update = await written(request, StatusUpdate)
    order = editable_order(request)
    if order.get("status") == QUEUED:
        raise Refusal(400, f"status: order {order.get('id')} is {QUEUED}")
    change_status(state, order, update.status)
    apply_shipment_info(order, update.shipment_info)
    if update.skip_run_workflow:
        stored = commit(state, "statusOnly", order, caller_of(request))
        return json_answer({**result(stored, aborted=False), "orderActionExecutionResults": []})
    return json_answer(run_workflow(state, "status", order, caller_of(request)))


async def delete_order(request: web.Request) -> web.Response:
    """Delete softly: the order stays, in status Deleted; with `?deletePermanently=true` nothing but the event tells of it."""
    state, query = request.app[STATE], known_query(request, "deletePermanently")
    order = order_to_change(request)
    previous = str(order.get("status"))
    deleted = {**order, "status": statuses.DELETED}
    if flag(query, "deletePermanently"):
        state.orders.remove(order["id"])
        raise_change(state, "deletedForGood", deleted, caller_of(request), previous)
    else:
        commit(state, "deleted", deleted, caller_of(request), previous)
    return empty_answer(200)


def _checked_patch(request: web.Request, patch: Document) -> Document:
    if patch.get("id") not in (None, request.match_info["id"]):
        raise Refusal(400, "id: cannot be changed")
    if "grossRoundoff" in (patch.get("orderForm") or {}):
        # The published patch of a form has no such field, although the form itself has.
        raise Refusal(400, "orderForm.grossRoundoff: unknown field")
    if "status" not in patch:
        return patch
    return {
        **patch,
        "status": statuses.known_status(patch["status"], request.app[STATE].config.known_statuses),
    }
