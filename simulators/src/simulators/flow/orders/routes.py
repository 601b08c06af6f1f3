"""Orders: create, read, header, state."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.flow.customers.document import refuse_unknown_customer
from simulators.flow.guard import TENANT
from simulators.flow.listing import paged
from simulators.flow.models import OrderCreation, OrderHeader, StatusChange
from simulators.flow.orders.document import new_order
from simulators.flow.orders.search import OrderSearch, found_orders, shown_order
from simulators.flow.orders.states import refuse_unless_open, refuse_wrong_change
from simulators.flow.orders.stored import keep, order_of
from simulators.flow.state import STATE
from simulators.refusal import Refusal
from simulators.routing import Handler
from simulators.write_model import written


async def get_order(request: web.Request) -> web.Response:
    """Read an order."""
    return json_answer(order_of(request))


async def search_orders(request: web.Request) -> web.Response:
    """List the orders that were changed since a moment; a 404 for a tenant whose orders cannot be searched."""
    tenant = request[TENANT]
    if not tenant.settings.orders_are_searchable:
        raise Refusal(404, "Not Found")
    search = await written(request, OrderSearch)
    return paged(request, found_orders(tenant.orders.values(), search), shown_order)


async def post_order(request: web.Request) -> web.Response:
    """Create an order; 409 when its uid is taken."""
    state, tenant = request.app[STATE], request[TENANT]
    creation = await written(request, OrderCreation)
    number = state.next_number()
    uid = creation.order_uid or f"order-{number}"
    if uid in tenant.orders:
        raise Refusal(409, f"orderUid: '{uid}' exists")
    refuse_unknown_customer(tenant, creation.customer_uid)
    body, store_uid = creation.model_dump(by_alias=True), request.match_info["storeUid"]
    order = new_order(body, uid=uid, number=number, store_uid=store_uid, now=state.now())
    return json_answer(keep(request, order, {}, is_new=True), status=201)


async def put_order(request: web.Request) -> web.Response:
    """Change the sent header fields, while the order is OPEN."""
    header = await written(request, OrderHeader)
    order = order_of(request)
    refuse_unless_open(order)
    refuse_unknown_customer(request[TENANT], header.customer_uid)
    return json_answer(keep(request, order, header.model_dump(by_alias=True, exclude_unset=True)))


async def put_status(request: web.Request) -> web.Response:
    """Change the state."""
    wanted = (await written(request, StatusChange)).status
    order = order_of(request)
    refuse_wrong_change(str(order.get("orderState")), wanted)
    return json_answer(keep(request, order, {"orderState": wanted}))


def list_of(name: str) -> Handler:
    """Make the handler that lists the settlements, deliveries or handlings of an order."""

    async def get_list(request: web.Request) -> web.StreamResponse:
        return paged(request, order_of(request).get(name) or [])

    return get_list
