"""Reading orders by id and by search."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.omnium.orders.commit import stored_order
from simulators.omnium.orders.search import OrderSearch, page_of_orders
from simulators.omnium.state import STATE
from simulators.write_model import written


async def get_order(request: web.Request) -> web.Response:
    """Read an order as it is now."""
    return json_answer(stored_order(request.app[STATE], request.match_info["id"]))


async def order_exists(request: web.Request) -> web.Response:
    """Tell by the status alone whether an order exists."""
    return empty_answer(200 if request.app[STATE].orders.get(request.match_info["id"]) else 404)


async def search_orders(request: web.Request) -> web.Response:
    """Search orders as the index shows them, which may lag behind."""
    search = await written(request, OrderSearch)
    return json_answer(page_of_orders(request.app[STATE].orders.indexed(), search))
