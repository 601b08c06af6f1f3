"""Searching the event log, which shows less of an event than subscribers get (omnium.md 3.6)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from aiohttp import web

from simulators.answers import json_answer
from simulators.clock import moment_of
from simulators.documents import Document
from simulators.omnium.paging import page_of, refuse_beyond_limits
from simulators.omnium.state import STATE
from simulators.write_model import AnyCaseModel, IsoTime, written

SHOWN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "id", "eventLogModel": "className", "eventLogType": "category", "objectId": "objectId",
        "status": "status", "market": "market", "storeId": "storeId", "timestamp": "timestamp",
        "userId": "userId", "userName": "user",
    }
)  # fmt: skip


LogModel = Literal[
    "Order", "BusinessCustomer", "PrivateCustomer", "Project", "Product", "PriceList", "Inventory", "Store", "Cart", "User",
    "Delivery", "PurchaseOrder", "Supplier", "Return", "Promotion", "TenantSettings", "ScheduledTask", "Notification",
    "PickList", "IncompleteProduct", "EventSubscription", "Webhook",
]  # fmt: skip
LogType = Literal[
    "Created", "Added", "Deleted", "Updated", "Canceled", "Notification", "Information", "Published", "Workflow",
    "WorkflowStep", "Exported", "Comment", "Error",
]  # fmt: skip


class EventLogSearch(AnyCaseModel):
    """The search body; what is looked for is one of the published words."""

    created_from: IsoTime | None = None
    created_to: IsoTime | None = None
    event_log_model: LogModel | None = None
    event_log_type: LogType | None = None
    object_id: str | None = None
    status: str | None = None
    store_ids: list[str] | None = None
    market_ids: list[str] | None = None
    user: str | None = None
    event_log_item_id: str | None = None
    page: int = 0
    take: int = 20


Test: TypeAlias = Callable[[Document, Any], bool]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "created_from": lambda item, start: moment_of(item["timestamp"]) >= moment_of(start),
        "created_to": lambda item, end: moment_of(item["timestamp"]) <= moment_of(end),
        "event_log_model": lambda item, model: item["eventLogModel"] == model,
        "event_log_type": lambda item, category: item["eventLogType"] == category,
        "object_id": lambda item, object_id: item["objectId"] == object_id,
        "status": lambda item, status: item["status"] == status,
        "store_ids": lambda item, stores: not stores or item["storeId"] in stores,
        "market_ids": lambda item, markets: not markets or item["market"] in markets,
        "user": lambda item, user: user in (item["userName"], item["userId"]),
        "event_log_item_id": lambda item, item_id: item["id"] == item_id,
    }
)


async def search_event_log(request: web.Request) -> web.Response:
    """Search the log, newest first."""
    search = await written(request, EventLogSearch)
    refuse_beyond_limits(search.page, search.take)
    items = [log_item(event) for event in reversed(request.app[STATE].events)]
    found = [item for item in items if _matches(item, search)]
    start = search.page * search.take
    return json_answer(page_of(found, search.take, start=start))


def log_item(event: Document) -> Document:
    """Show an event as the log does: without its operation and its previous status."""
    return {name: event.get(source) for name, source in SHOWN.items()}


def _matches(item: Document, search: EventLogSearch) -> bool:
    wanted = ((name, getattr(search, name)) for name in TESTS)
    return all(TESTS[name](item, value) for name, value in wanted if value is not None)
