"""The routes of the catalogue that have no file of their own kind, and all of them together."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.omnium.catalogue.categories import category_table
from simulators.omnium.catalogue.products import product_table
from simulators.omnium.catalogue.store_search import search_stores
from simulators.omnium.catalogue.suppliers import get_supplier, search_suppliers
from simulators.omnium.state import STATE
from simulators.routing import Table


def catalogue_table() -> Table:
    """List the routes of the catalogue; fixed ones stand before those with an id in the same place."""
    return {
        **product_table(),
        **category_table(),
        "/api/Stores/SearchStores": {"POST": search_stores},
        "/api/Suppliers/Search": {"POST": search_suppliers},
        "/api/Suppliers/{id}": {"GET": get_supplier},
        "/api/Markets": {"GET": list_markets},
        "/api/Markets/GetMarketGroups": {"GET": list_market_groups},
    }


async def list_markets(request: web.Request) -> web.Response:
    """List all markets."""
    return json_answer(list(request.app[STATE].catalogue.markets.values()))


async def list_market_groups(request: web.Request) -> web.Response:
    """List all groups of markets."""
    return json_answer(list(request.app[STATE].catalogue.market_groups.values()))
