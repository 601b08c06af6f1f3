"""Deliveries: read by id with their lines, searched, created or replaced."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.omnium.goods.commit import CREATED, UPDATED, commit_delivery
from simulators.omnium.goods.create import create_delivery
from simulators.omnium.goods.reception import receive_anywhere, receive_on_delivery
from simulators.omnium.goods.search import search_deliveries
from simulators.omnium.models.delivery import Delivery
from simulators.omnium.orders.commit import caller_of
from simulators.omnium.state import STATE
from simulators.routing import Table
from simulators.write_model import written


def delivery_table() -> Table:
    """List the routes of deliveries; fixed ones stand before those with an id in the same place."""
    path = "/api/Deliveries"
    return {
        path: {"PUT": put_delivery},
        f"{path}/Search": {"POST": search_deliveries},
        f"{path}/CreateDelivery/{{purchaseOrderId}}": {"POST": create_delivery},
        f"{path}/ProcessGoodsReception": {"POST": receive_anywhere},
        f"{path}/{{deliveryId}}/ProcessGoodsReception": {"POST": receive_on_delivery},
        f"{path}/{{id}}/PurchaseOrderLines": {"GET": list_lines},
        f"{path}/{{id}}": {"GET": get_delivery, "DELETE": delete_delivery},
    }


async def get_delivery(request: web.Request) -> web.Response:
    """Read a delivery."""
    return json_answer(request.app[STATE].deliveries.existing(request.match_info["id"]))


async def delete_delivery(request: web.Request) -> web.Response:
    """Take a delivery off: 404 from then on. Its lines go on naming it; nobody publishes that they are freed."""
    state = request.app[STATE]
    delivery = state.deliveries.existing(request.match_info["id"])
    state.deliveries.remove(delivery["id"])
    return empty_answer(200)


async def list_lines(request: web.Request) -> web.Response:
    """List the lines that are in a delivery."""
    state = request.app[STATE]
    delivery = state.deliveries.existing(request.match_info["id"])
    return json_answer(state.purchase_orders.lines_in(delivery["id"]))


async def put_delivery(request: web.Request) -> web.Response:
    """Create or replace a delivery; its lines are not on it and stay."""
    state = request.app[STATE]
    delivery = (await written(request, Delivery)).model_dump(by_alias=True)
    kind = UPDATED if state.deliveries.get(delivery["id"]) else CREATED
    return json_answer(commit_delivery(state, kind, delivery, caller_of(request)))
