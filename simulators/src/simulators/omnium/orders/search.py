"""Which orders a search finds, and in which order (omnium.md 2.4); pure."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

from simulators.clock import moment_of
from simulators.documents import Document
from simulators.omnium.models.common import ExternalId
from simulators.omnium.paging import page_of, refuse_beyond_limits
from simulators.write_model import AnyCaseModel, IsoTime

SortOrder: TypeAlias = Literal[
    "CreatedAscending", "CreatedDescending", "ModifiedAscending", "ModifiedDescending", "DocumentId"
]


class OrderSearch(AnyCaseModel):
    """The search body; a filter that is not here is refused, for a real Omnium would silently ignore it."""

    search_text: str | None = None
    order_number: str | None = None
    external_ids: list[ExternalId] | None = None
    customer_id: str | None = None
    customer_number: str | None = None
    email: str | None = None
    selected_statuses: list[str] | None = None
    excluded_statuses: list[str] | None = None
    selected_stores: list[str] | None = None
    selected_markets: list[str] | None = None
    order_type: str | None = None
    created_from: IsoTime | None = None
    created_to: IsoTime | None = None
    modified_from: IsoTime | None = None
    modified_to: IsoTime | None = None
    tags: list[str] | None = None
    excluded_tags: list[str] | None = None
    sort_order: SortOrder = "CreatedDescending"
    page: int = 0
    take: int = 20
    disable_facets: bool = False


Test: TypeAlias = Callable[[Document, Any], bool]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "search_text": lambda order, text: (
            text.lower() in f"{_numbers(order)} {order.get('customerName')}".lower()
        ),
        "order_number": lambda order, number: number in _numbers(order),
        "external_ids": lambda order, wanted: any(_has_external_id(order, item) for item in wanted),
        "customer_id": lambda order, customer: order.get("customerId") == customer,
        "customer_number": lambda order, customer: order.get("customerNumber") == customer,
        "email": lambda order, email: order.get("customerEmail") == email,
        "selected_statuses": lambda order, wanted: not wanted or order.get("status") in wanted,
        "excluded_statuses": lambda order, unwanted: order.get("status") not in unwanted,
        "selected_stores": lambda order, wanted: not wanted or order.get("storeId") in wanted,
        "selected_markets": lambda order, wanted: not wanted or order.get("marketId") in wanted,
        "order_type": lambda order, wanted: str(order.get("orderType")).lower() == wanted.lower(),
        "created_from": lambda order, start: _at(order, "created") >= moment_of(start),
        "created_to": lambda order, end: _at(order, "created") <= moment_of(end),
        "modified_from": lambda order, start: _at(order, "modified") >= moment_of(start),
        "modified_to": lambda order, end: _at(order, "modified") <= moment_of(end),
        "tags": lambda order, wanted: not wanted or bool(set(wanted) & set(order.get("tags") or [])),
        "excluded_tags": lambda order, unwanted: not set(unwanted) & set(order.get("tags") or []),
    }
)


def page_of_orders(orders: Sequence[Document], search: OrderSearch) -> Document:
    """Search orders and wrap one page. Raises Refusal 400 beyond the paging limits."""
    refuse_beyond_limits(search.page, search.take)
    found = found_orders(orders, search)
    start = search.page * search.take
    facets: list[Document] | None = None if search.disable_facets else []
    return {**page_of(found, search.take, start=start), "facets": facets}


def found_orders(orders: Sequence[Document], search: OrderSearch) -> list[Document]:
    """List the orders that pass every filter, in the order that is asked for."""
    return _sorted([order for order in orders if _matches(order, search)], search.sort_order)


def _matches(order: Document, search: OrderSearch) -> bool:
    wanted = ((name, getattr(search, name)) for name in TESTS)
    return all(TESTS[name](order, value) for name, value in wanted if value is not None)


def _sorted(orders: list[Document], sort_order: SortOrder) -> list[Document]:
    if sort_order == "DocumentId":
        return sorted(orders, key=lambda order: str(order.get("id")))
    field = "created" if sort_order.startswith("Created") else "modified"
    return sorted(orders, key=lambda order: _at(order, field), reverse=sort_order.endswith("Descending"))


def _at(order: Document, field: str) -> Any:
    return moment_of(order.get(field) or "0001-01-01T00:00:00")


def _numbers(order: Document) -> tuple[Any, Any]:
    return order.get("id"), order.get("orderNumber")


def _has_external_id(order: Document, wanted: ExternalId) -> bool:
    pairs = {(item.get("providerName"), item.get("id")) for item in order.get("externalIds") or []}
    return (wanted.provider_name, wanted.id) in pairs
