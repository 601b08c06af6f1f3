"""Searching deliveries as the index shows them, the latest created first."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiohttp import web

from simulators.answers import json_answer
from simulators.clock import moment_of
from simulators.documents import Document
from simulators.omnium.catalogue.search_body import share
from simulators.omnium.models.delivery import DeliverySearch
from simulators.omnium.paging import page_of, refuse_beyond_limits
from simulators.omnium.state import STATE
from simulators.write_model import written

Test: TypeAlias = Callable[[Document, Any], bool]

NEVER: Final = "0001-01-01T00:00:00"

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "selected_statuses": lambda delivery, wanted: not wanted or delivery.get("deliveryStatus") in wanted,
        "order_type": lambda delivery, wanted: (delivery.get("orderType") or "PurchaseOrder") == wanted,
        "selected_deliveries": lambda delivery, ids: not ids or delivery.get("id") in ids,
        "selected_stores": lambda delivery, stores: not stores or delivery.get("warehouseCode") in stores,
        "supplier_ids": lambda delivery, ids: not ids or share(delivery.get("supplierIds"), ids),
        "created_from": lambda delivery, start: _at(delivery, "created") >= moment_of(start),
        "created_to": lambda delivery, end: _at(delivery, "created") <= moment_of(end),
        "estimated_time_of_arrival_from": lambda delivery, start: (
            _at(delivery, "estimatedTimeOfArrival") >= moment_of(start)
        ),
        "estimated_time_of_arrival_to": lambda delivery, end: (
            _at(delivery, "estimatedTimeOfArrival") <= moment_of(end)
        ),
    }
)


async def search_deliveries(request: web.Request) -> web.Response:
    """Search deliveries."""
    search = await written(request, DeliverySearch)
    refuse_beyond_limits(search.page, search.take)
    found = [delivery for delivery in request.app[STATE].deliveries.indexed() if matches(delivery, search)]
    found.sort(key=lambda delivery: _at(delivery, "created"), reverse=True)
    start = search.page * search.take
    return json_answer(page_of(found, search.take, start=start))


def matches(delivery: Document, search: DeliverySearch) -> bool:
    """Tell whether a delivery passes every test of a search."""
    wanted = ((name, getattr(search, name)) for name in TESTS)
    return all(TESTS[name](delivery, value) for name, value in wanted if value is not None)


def _at(delivery: Document, field: str) -> Any:
    return moment_of(delivery.get(field) or NEVER)
