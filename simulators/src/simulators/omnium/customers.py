"""Private and business customers, read by id; tests put them in place."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.routing import Handler


def customer_reader(kind: str) -> Handler:
    """Make the handler that reads customers of one kind, `private` or `business`."""

    async def get_customer(request: web.Request) -> web.StreamResponse:
        customer_id = request.match_info["id"]
        customer = request.app[STATE].customers.get((kind, customer_id))
        if customer is None:
            raise Refusal(404, f"Customer {customer_id} was not found")
        return json_answer(customer)

    return get_customer
