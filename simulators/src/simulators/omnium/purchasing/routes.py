"""Purchase orders: read by id, created, replaced, patched, their status set, a line of them cancelled."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.omnium.models.purchase_order import (
    LinesToSplit,
    PurchaseOrder,
    PurchaseOrderLine,
    PurchaseOrderPatch,
)
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.patch_counters import counters
from simulators.omnium.purchasing.commit import (
    DELETED,
    PurchaseOrderChange,
    commit_purchase_order,
    purchase_order_to_change,
)
from simulators.omnium.purchasing.line_rules import PATH, cancel_rest, line_named, refuse_bad_lines, split_off
from simulators.omnium.purchasing.patching import patched_purchase_order
from simulators.omnium.purchasing.purchase_order_store import lines_of
from simulators.omnium.purchasing.status import known_purchase_order_status, update_status
from simulators.omnium.query import flag, known_query
from simulators.omnium.state import STATE, OmniumState
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import written


def purchase_order_table() -> Table:
    """List the routes of purchase orders."""
    path = "/api/PurchaseOrders"
    return {
        path: {"POST": add_purchase_order, "PUT": put_purchase_order},
        f"{path}/{{id}}/UpdateStatus": {"POST": update_status},
        f"{path}/{{id}}/OrderLines/{{lineItemId}}/Cancel": {"POST": cancel_line},
        f"{path}/{{id}}/OrderLines/Split": {"POST": split_lines},
        f"{path}/{{id}}": {
            "GET": get_purchase_order,
            "PATCH": patch_purchase_order,
            "DELETE": delete_purchase_order,
        },
    }


async def get_purchase_order(request: web.Request) -> web.Response:
    """Read a purchase order."""
    return json_answer(request.app[STATE].purchase_orders.existing(request.match_info["id"]))


async def add_purchase_order(request: web.Request) -> web.Response:
    """Create a purchase order: 201 with it, 409 when its id is taken."""
    flag(known_query(request, "runWorkflow"), "runWorkflow")
    state = request.app[STATE]
    order = (await written(request, PurchaseOrder)).model_dump(by_alias=True)
    if state.purchase_orders.get(order["id"]) is not None:
        raise Refusal(409, f"id: '{order['id']}' is already taken")
    refuse_bad(state, order)
    return json_answer(commit_purchase_order(state, "added", order, caller_of(request)), status=201)


async def put_purchase_order(request: web.Request) -> web.Response:
    """Create or replace a purchase order; what is missing in the body goes back to its default."""
    flag(known_query(request, "updateAtpValues"), "updateAtpValues")
    state = request.app[STATE]
    order = (await written(request, PurchaseOrder)).model_dump(by_alias=True)
    before = state.purchase_orders.get(order["id"])
    if before is not None:
        purchase_order_to_change(state, order["id"])
        refuse_old_version(before, order["versionId"])
    refuse_bad(state, order)
    change: PurchaseOrderChange = "added" if before is None else "updated"
    return json_answer(commit_purchase_order(state, change, order, caller_of(request)))


async def patch_purchase_order(request: web.Request) -> web.Response:
    """Merge the sent fields, lines by their id; answers counters, 200 also for an order that is not there."""
    flag(known_query(request, "updateAtpValues"), "updateAtpValues")
    state, order_id = request.app[STATE], request.match_info["id"]
    patch = (await written(request, PurchaseOrderPatch)).model_dump(by_alias=True, exclude_unset=True)
    if state.purchase_orders.get(order_id) is None:
        return json_answer(counters(not_found=1))
    before = purchase_order_to_change(state, order_id)
    refuse_other_id(patch, order_id)
    refuse_old_version(before, patch.pop("versionId", None))
    after = patched_purchase_order(before, patch)
    fill_new_lines(before, after)
    refuse_bad(state, after)
    if after == before:
        return json_answer(counters(unchanged=1))
    commit_purchase_order(state, "patched", after, caller_of(request))
    return json_answer(counters(updated=1))


async def delete_purchase_order(request: web.Request) -> web.Response:
    """Delete a purchase order, which then can still be read (as orders can; 13 of omnium.md): nothing is written to it."""
    state = request.app[STATE]
    order = purchase_order_to_change(state, request.match_info["id"])
    commit_purchase_order(state, "deleted", {**order, "status": DELETED}, caller_of(request))
    return empty_answer(200)


async def split_lines(request: web.Request) -> web.Response:
    """Split lines, each into itself and a new one of the wanted id: all of them or none. Answers the purchase order."""
    state = request.app[STATE]
    order = purchase_order_to_change(state, request.match_info["id"])
    for wanted in (await written(request, LinesToSplit)).root:
        split_off(lines_of(order), wanted)
    refuse_bad(state, order)
    return json_answer(commit_purchase_order(state, "updated", order, caller_of(request)))


async def cancel_line(request: web.Request) -> web.Response:
    """Cancel what is not delivered of a line; answers the purchase order."""
    state = request.app[STATE]
    order = purchase_order_to_change(state, request.match_info["id"])
    cancel_rest(line_named(lines_of(order), request.match_info["lineItemId"]))
    return json_answer(commit_purchase_order(state, "lineCanceled", order, caller_of(request)))


def refuse_bad(state: OmniumState, order: Document) -> None:
    """Refuse an unknown status, bad lines, and lines that another purchase order has."""
    order["status"] = known_purchase_order_status(order["status"], state.config)
    refuse_bad_lines(lines_of(order))
    for line in lines_of(order):
        owner = state.purchase_orders.owner_of(line["lineItemId"])
        if owner is not None and owner["id"] != order["id"]:
            taken = f"lineItemId '{line['lineItemId']}' is on purchase order {owner['id']}"
            raise Refusal(400, f"{PATH}: {taken}")


def refuse_old_version(before: Document, version: str | None) -> None:
    """Refuse to write over a newer version than the writer has read. Raises Refusal 409."""
    if version is not None and version != before.get("versionId"):
        raise Refusal(409, f"versionId: {version} is not the current one, read again")


def refuse_other_id(patch: Document, order_id: str) -> None:
    """Refuse a patch that would change the id."""
    if patch.get("id") not in (None, order_id):
        raise Refusal(400, "id: cannot be changed")


def fill_new_lines(before: Document, after: Document) -> None:
    """Give lines that a patch has added what they do not say, in place."""
    known = {line.get("lineItemId") for line in lines_of(before)}
    defaults = PurchaseOrderLine().model_dump(by_alias=True)
    for line in lines_of(after):
        if line.get("lineItemId") not in known:
            line.update({**defaults, **line})
