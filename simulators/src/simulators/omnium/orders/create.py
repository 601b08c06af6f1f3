"""Creating orders: with the caller's id (POST) or a generated number (PUT)."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.omnium.config import OmniumConfig
from simulators.omnium.models.order import Order
from simulators.omnium.orders.commit import add_order, caller_of
from simulators.omnium.orders.statuses import known_status
from simulators.omnium.required import refuse_incomplete
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import written


async def post_order(request: web.Request) -> web.Response:
    """Create an order with its own id: 201 without a body, 409 with one when the id is taken."""
    state = request.app[STATE]
    order = (await written(request, Order)).model_dump(by_alias=True)
    if not order["id"]:
        raise Refusal(400, "id: is required")
    prepared = prepare_new(order, state.config)
    if state.orders.get(order["id"]) is not None:
        return conflict(order["id"])
    add_order(state, prepared, caller_of(request))
    return empty_answer(201)


async def put_order(request: web.Request) -> web.Response:
    """Create an order with a generated number; it becomes the id unless one is sent."""
    state = request.app[STATE]
    order = (await written(request, Order)).model_dump(by_alias=True)
    order["orderNumber"] = order["orderNumber"] or state.orders.next_number()
    order["id"] = order["id"] or order["orderNumber"]
    prepared = prepare_new(order, state.config)
    if state.orders.get(order["id"]) is not None:
        return conflict(order["id"])
    return json_answer(add_order(state, prepared, caller_of(request)), status=201)


def prepare_new(order: Document, config: OmniumConfig) -> Document:
    """Check a new order and fill in what Omnium fills in. Raises Refusal 400."""
    refuse_incomplete(order)
    return {
        **order,
        "orderNumber": order["orderNumber"] or order["id"],
        "orderType": known_type(order["orderType"], config.order_types),
        "status": known_status(order["status"], config.known_statuses),
        "customerNumber": order["customerNumber"] or order["customerId"],
    }


def known_type(order_type: str, configured: list[str]) -> str:
    """Give an order type in its configured spelling. Raises Refusal 400 when there is none."""
    spellings = {name.lower(): name for name in configured}
    if order_type.lower() not in spellings:
        raise Refusal(400, f"orderType: '{order_type}' is not a configured order type")
    return spellings[order_type.lower()]


def conflict(order_id: str) -> web.Response:
    """Answer that the id is taken: the one error of Omnium's that is an object."""
    body = {
        "title": "Conflict",
        "status": 409,
        "detail": f"An order with the same ID is already added: {order_id}",
    }
    return json_answer(body, status=409)
