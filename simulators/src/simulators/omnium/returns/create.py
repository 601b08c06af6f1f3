"""Taking goods back, and changing what was taken back. Nothing guards against repeating: a second call makes a second return."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.clock import seven_digits
from simulators.documents import Document
from simulators.omnium.models.returns import ReturnPatch, ReturnRequest
from simulators.omnium.orders.commit import caller_of, changeable, commit
from simulators.omnium.orders.totals import rows
from simulators.omnium.patch_counters import counters
from simulators.omnium.returns.forms import is_refunded, refund_of, return_form
from simulators.omnium.returns.lines import status_after_return, take_back
from simulators.omnium.state import STATE, OmniumState
from simulators.refusal import Refusal
from simulators.write_model import written


async def post_return(request: web.Request) -> web.Response:
    """Return lines of an order; answers the form of the return, which is appended to the order."""
    state = request.app[STATE]
    wanted = await written(request, ReturnRequest)
    order = changeable(request, order_named(state, request.match_info["orderId"]))
    refuse_without_return_type(state)
    form = book_return(order, wanted, seven_digits(state.clock()))
    previous = str(order.get("status"))
    if previous not in state.config.canceled_statuses:
        order["status"] = status_after_return(order)
    commit(state, "returned", order, caller_of(request), previous)
    return json_answer(form)


async def patch_return(request: web.Request) -> web.Response:
    """Change the sent fields of a return; no workflow runs. Answers counters, 200 also for one that is not there."""
    state = request.app[STATE]
    sent = (await written(request, ReturnPatch)).model_dump(by_alias=True, exclude_none=True)
    order = changeable(request, order_named(state, request.match_info["orderId"]))
    form = form_of(order, request.match_info["returnId"])
    if form is None:
        return json_answer(counters(not_found=1))
    changed = {**form, **sent}
    if changed == form:
        return json_answer(counters(unchanged=1))
    changed["modified"] = seven_digits(state.clock())
    order["returnOrderForms"] = [changed if one is form else one for one in rows(order, "returnOrderForms")]
    commit(state, "patched", order, caller_of(request), str(order.get("status")))
    return json_answer(counters(updated=1))


def form_of(order: Document, return_id: str) -> Document | None:
    """Find a return of an order by its id."""
    forms = rows(order, "returnOrderForms")
    return next((form for form in forms if form.get("returnId") == return_id), None)


def book_return(order: Document, wanted: ReturnRequest, now: str) -> Document:
    """Book a return on an order, in place, the refund too unless it is already paid; gives its form."""
    lines = [take_back(order, line, now) for line in wanted.returns]
    form = return_form(wanted, lines, order, now)
    order["returnOrderForms"] = [*rows(order, "returnOrderForms"), form]
    if is_refunded(wanted):
        order_form = order["orderForm"]
        order_form["payments"] = [*rows(order_form, "payments"), refund_of(form, order)]
    return form


def order_named(state: OmniumState, name: str) -> Document:
    """Find an order by its id, else by its number. Raises Refusal 404."""
    numbered = (order for order in state.orders.every() if order.get("orderNumber") == name)
    order = state.orders.get(name) or next(numbered, None)
    if order is None:
        raise Refusal(404, f"Order {name} was not found")
    return order


def refuse_without_return_type(state: OmniumState) -> None:
    """Fail as a tenant does whose settings name no type for returns."""
    if not state.config.default_return_order_type:
        raise Refusal(500, "DefaultReturnOrderType is not set")
