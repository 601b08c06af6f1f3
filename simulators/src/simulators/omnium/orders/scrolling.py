"""Scrolling through orders as the index showed them when it began (omnium.md 2.4)."""

from typing import Final

from aiohttp import web

from simulators.omnium.catalogue.scrolling import batch_answer
from simulators.omnium.orders.search import OrderSearch, found_orders
from simulators.omnium.scrolls import Found
from simulators.omnium.state import STATE
from simulators.routing import Table
from simulators.write_model import written

SCROLL: Final = "orders"
PATH: Final = "/api/Orders/Scroll"


class OrderScroll(OrderSearch):
    """The body of a search; `page` and `take` mean nothing here.

    `orderTypes` is passed over, as Omnium does with what it does not know: it publishes a filter by one type alone.
    """

    order_types: list[str] | None = None


def order_scroll_table() -> Table:
    """List the routes; they stand before the one with an id."""
    return {PATH: {"POST": scroll_orders}, f"{PATH}/{{id}}": {"GET": go_on_scrolling}}


async def scroll_orders(request: web.Request) -> web.Response:
    """Search orders, and give the first batch."""
    state, search = request.app[STATE], await written(request, OrderScroll)
    found = found_orders(state.orders.indexed(), search)
    return batch_answer(state.scrolls.start(Found(SCROLL, found, state.config.order_batch), state.config))


async def go_on_scrolling(request: web.Request) -> web.Response:
    """Give the next batch."""
    state = request.app[STATE]
    return batch_answer(state.scrolls.go_on(SCROLL, request.match_info["id"], state.config))
