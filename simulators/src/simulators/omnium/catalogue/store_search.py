"""Searching stores as the index shows them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.catalogue.search_body import PagedSearch, is_within, share
from simulators.omnium.catalogue.shelves import Catalogue
from simulators.omnium.paging import page_of, refuse_beyond_limits
from simulators.omnium.state import STATE
from simulators.write_model import written


class StoreSearch(PagedSearch):
    """The search body; stores that are inactive have to be asked for."""

    store_ids: list[str] | None = None
    external_ids: list[str] | None = None
    market_ids: list[str] | None = None
    market_group_id: str | None = None
    store_group_id: str | None = None
    is_warehouse: bool | None = None
    is_inactive: bool | None = None
    include_inactive: bool | None = None


Test: TypeAlias = Callable[[Document, Any], bool]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "store_ids": lambda store, ids: not ids or store["id"] in ids,
        "external_ids": lambda store, ids: not ids or share(store.get("externalIds"), ids),
        "market_ids": lambda store, ids: not ids or share(store.get("availableOnMarkets"), ids),
        "store_group_id": lambda store, group: store.get("storeGroupId") == group,
        "is_warehouse": lambda store, wanted: bool(store.get("isWarehouse")) == wanted,
        "is_inactive": lambda store, wanted: bool(store.get("isInactive")) == wanted,
    }
)


async def search_stores(request: web.Request) -> web.Response:
    """Search stores and warehouses, in pages from 0 on."""
    catalogue, search = request.app[STATE].catalogue, await written(request, StoreSearch)
    refuse_beyond_limits(search.page, search.take)
    found = found_stores(catalogue, search)
    return json_answer(page_of(found, search.take, start=search.page * search.take))


def found_stores(catalogue: Catalogue, search: StoreSearch) -> list[Document]:
    """List the stores that pass every filter."""
    given = [(test, getattr(search, name)) for name, test in TESTS.items()]
    tests = [(test, wanted) for test, wanted in given if wanted is not None]
    group = search.market_group_id
    markets = None if group is None else catalogue.markets_in([group])
    return [
        store
        for store in catalogue.stores.indexed()
        if all(test(store, wanted) for test, wanted in tests)
        and (markets is None or share(store.get("availableOnMarkets"), markets))
        and _is_shown(store, search)
        and is_in_time(store, search)
    ]


def is_in_time(document: Document, search: PagedSearch) -> bool:
    """Tell whether a document was made and changed when it is asked for."""
    asked = (
        ([document.get("created")], search.created_from, search.created_to),
        ([document.get("modified")], search.modified_from, search.modified_to),
    )
    return all(is_within(*window) for window in asked if window[1:] != (None, None))


def _is_shown(store: Document, search: StoreSearch) -> bool:
    return not store.get("isInactive") or bool(search.include_inactive or search.is_inactive)
