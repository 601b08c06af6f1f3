"""The tenant's stores."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.flow.guard import TENANT
from simulators.flow.paging import page_of


async def list_stores(request: web.Request) -> web.Response:
    """List the stores, page by page."""
    stores = [{"storeUid": uid, "name": uid, "isActive": True} for uid in request[TENANT].settings.stores]
    return json_answer(page_of(stores, request.query))
