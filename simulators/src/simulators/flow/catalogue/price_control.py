"""The control routes of prices: as they are, whatever the rules say; no webhook tells of them."""

from typing import Final

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.known_tenant import known_tenant
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import json_object

PATH: Final = "/_sim/tenants/{tenantUid}/catalogue/prices"
LIST_PATH: Final = f"{PATH}/{{pricelistUid}}"


def price_control_table() -> Table:
    """List the control routes."""
    return {
        PATH: {"GET": list_prices},
        LIST_PATH: {"PUT": put_prices, "DELETE": remove_prices},
        f"{LIST_PATH}/{{productUid}}": {"PUT": put_price, "DELETE": remove_price},
    }


async def list_prices(request: web.Request) -> web.Response:
    """Give all prices by list and product; a list without a price is left out."""
    prices = known_tenant(request).catalogue.prices
    return json_answer({list_uid: rows for list_uid, rows in prices.items() if rows})


async def put_prices(request: web.Request) -> web.Response:
    """Store all prices of a list by product. Raises Refusal 400 for what is no object."""
    prices, body = known_tenant(request).catalogue.prices, await json_object(request)
    for uid, price in body.items():
        if not isinstance(price, dict):
            raise Refusal(400, f"{uid}: must be an object")
    stored = {uid: {"productUid": uid, **price} for uid, price in body.items()}
    prices[request.match_info["pricelistUid"]] = stored
    return json_answer(stored)


async def remove_prices(request: web.Request) -> web.Response:
    """Forget all prices of a list."""
    known_tenant(request).catalogue.prices.pop(request.match_info["pricelistUid"], None)
    return empty_answer(204)


async def put_price(request: web.Request) -> web.Response:
    """Store a price as it is; beside its product nothing is filled in."""
    uid = request.match_info["productUid"]
    price: Document = {"productUid": uid, **await json_object(request)}
    _of_list(request)[uid] = price
    return json_answer(price)


async def remove_price(request: web.Request) -> web.Response:
    """Forget a price."""
    _of_list(request).pop(request.match_info["productUid"], None)
    return empty_answer(204)


def _of_list(request: web.Request) -> dict[str, Document]:
    prices = known_tenant(request).catalogue.prices
    return prices.setdefault(request.match_info["pricelistUid"], {})
