"""The stores, and which of them can hold goods."""

from collections.abc import Mapping
from typing import Final

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.catalogue.documents import with_times
from simulators.omnium.models.store import Store
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import checked, json_object

FIELD: Final = "warehouseCode"


async def get_store(request: web.Request) -> web.Response:
    """Read a store by id."""
    store_id = request.match_info["id"]
    store = request.app[STATE].catalogue.stores.get(store_id)
    if store is None:
        raise Refusal(404, f"Store {store_id} was not found")
    return json_answer(store)


async def list_stores(request: web.Request) -> web.Response:
    """List all stores."""
    return json_answer(list(request.app[STATE].catalogue.stores.values()))


async def put_store(request: web.Request) -> web.Response:
    """Add a store or replace it; what is not said is false or empty. No event tells of it."""
    state, store_id = request.app[STATE], request.match_info["id"]
    store = checked(Store, {**await json_object(request), "id": store_id}).model_dump(by_alias=True)
    state.catalogue.stores.put(store_id, with_times(store, state.clock()), state.config.index_lag_seconds)
    return json_answer(state.catalogue.stores[store_id])


def warehouse_fault(stores: Mapping[str, Document], code: str | None) -> str | None:
    """Say why a store can hold no goods; None when it can."""
    if not code:
        return f"{FIELD}: is required"
    store = stores.get(code)
    if store is None:
        return f"{FIELD}: '{code}' is unknown"
    if not store["isWarehouse"]:
        return f"{FIELD}: '{code}' is not a warehouse"
    return f"{FIELD}: '{code}' is a virtual warehouse" if store["isVirtual"] else None
