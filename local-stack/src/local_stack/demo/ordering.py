"""Placing one order more in the simulated Omnium, of what `run` runs in the foreground: what a customer of the shop does."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Final
from urllib.parse import urlencode

from local_stack.demo.story import document_of
from local_stack.errors import StackError
from local_stack.json_http import call

SAMPLE: Final = "click-and-collect"
SIMULATED: Final = "DEMO_OMNIUM_SECRET"
"""This variable is told where the demo's tenant is at work, and Omnium simulated."""

_FIRST_NUMBER: Final = 1001


def place_order(variables: Mapping[str, str], number: str | None = None) -> str:
    """Place the demo's order under a number, else the next that is free; return it. Raises StackError."""
    if SIMULATED not in variables:
        raise StackError("Omnium is a real one here: place the order there")
    omnium = variables["OMNIUM_API_URL"]
    taken = {order["id"] for order in call("GET", f"{omnium}/_sim/orders")}
    chosen = number or next(one for one in _numbers() if one not in taken)
    if chosen in taken:
        message = f"there is an order {chosen} already"
        raise StackError(message)
    headers = {"Authorization": f"Bearer {_token(omnium, variables[SIMULATED])}"}
    call("POST", f"{omnium}/api/Orders", order_as(chosen), headers)
    return chosen


def order_as(number: str) -> dict[str, Any]:
    """Return the demo's order under another number."""
    return {**document_of(SAMPLE), "id": number, "orderNumber": number}


def _numbers() -> Iterator[str]:
    return (f"DEMO-{number}" for number in count(_FIRST_NUMBER))


def _token(omnium: str, secret: str) -> str:
    query = urlencode({"clientId": "demo", "clientSecret": secret, "returnAsJson": "true"})
    return str(call("POST", f"{omnium}/api/token?{query}")["accessToken"])
