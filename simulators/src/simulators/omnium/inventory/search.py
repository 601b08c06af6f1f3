"""Reading stock: by SKU, by search, and by scrolling through a large result."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiohttp import web

from simulators.answers import json_answer
from simulators.clock import moment_of
from simulators.documents import Document
from simulators.omnium.models.inventory import InventorySearch
from simulators.omnium.orders.totals import number
from simulators.omnium.query import known_query
from simulators.omnium.scrolls import Found
from simulators.omnium.state import STATE, OmniumState
from simulators.refusal import Refusal
from simulators.write_model import written

FIRST_BATCH: Final = 1_000
BATCH: Final = 2_000
SCROLL: Final = "inventory"

# A test sees the item, its store, and the value that is searched for.
Test: TypeAlias = Callable[[Document, Document, Any], bool]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "warehouse_codes": lambda item, _store, codes: not codes or item["warehouseCode"] in codes,
        "product_codes": lambda item, _store, skus: not skus or item["sku"] in skus,
        "last_modified": lambda item, _store, start: _changed(item) >= start,
        "market_id": lambda _item, store, market: market in (store.get("availableOnMarkets") or []),
        "is_in_stock": lambda item, _store, wanted: (_available(item) > 0) == wanted,
        "is_web_warehouse": lambda _item, store, wanted: bool(store.get("isWebWarehouse")) or not wanted,
    }
)


async def get_items(request: web.Request) -> web.Response:
    """List where a SKU is in stock; nowhere is an empty list."""
    known_query(request, "warehouseIds")
    sku = request.match_info["sku"]
    named = [text for name, text in request.query.items() if name.lower() == "warehouseids"]
    wanted = {code for text in named for code in text.split(",")}
    items = (item for item in request.app[STATE].stock.every() if item["sku"] == sku)
    return json_answer({"result": [item for item in items if not wanted or item["warehouseCode"] in wanted]})


async def search_items(request: web.Request) -> web.Response:
    """Search items: the first 1,000, and an id to scroll on with when there are more."""
    state = request.app[STATE]
    search = await written(request, InventorySearch)
    refuse_without_filter(search)
    found = _found(state, search)
    show = partial(shown, search=search)
    if len(found) <= FIRST_BATCH:
        return json_answer(batch_of([show(item) for item in found], len(found), None))
    batch = state.scrolls.start(Found(SCROLL, found, BATCH, first=FIRST_BATCH, show=show), state.config)
    return json_answer(batch_of(*batch))


def _candidates(state: OmniumState, search: InventorySearch) -> list[Document]:
    if search.product_codes and search.warehouse_codes and not search.is_web_warehouse:
        return state.stock.indexed_of(search.product_codes, search.warehouse_codes)
    return state.stock.indexed()


async def go_on_scrolling(request: web.Request) -> web.Response:
    """Give the next batch of a scroll."""
    state = request.app[STATE]
    return json_answer(batch_of(*state.scrolls.go_on(SCROLL, request.match_info["id"], state.config)))


def refuse_without_filter(search: InventorySearch) -> None:
    """Refuse a search that would find everything. Raises Refusal 400."""
    if all(getattr(search, name) in (None, [], "") for name in TESTS):
        raise Refusal(400, "body: at least one filter is needed")


def fits(item: Document, store: Document, search: InventorySearch) -> bool:
    """Tell whether an item passes every test; web warehouses leave the codes of warehouses out of account."""
    return all(test(item, store, value) for test, value in _tests_of(search))


def _found(state: OmniumState, search: InventorySearch) -> list[Document]:
    """Find what fits; each test is made ready once for very many items."""
    stores, tests = state.catalogue.stores, list(_tests_of(search))
    return [
        item
        for item in _candidates(state, search)
        if all(test(item, stores.get(item["warehouseCode"], {}), value) for test, value in tests)
    ]


def _tests_of(search: InventorySearch) -> Iterator[tuple[Test, Any]]:
    """Yield the tests that are asked for, each with what it looks for as it is quickly found among very many items."""
    left_out = "warehouse_codes" if search.is_web_warehouse else ""
    for name, test in TESTS.items():
        value = getattr(search, name)
        if value is None or name == left_out:
            continue
        if isinstance(value, list):
            value = frozenset(value)
        yield test, moment_of(value) if name == "last_modified" else value


def shown(item: Document, search: InventorySearch) -> Document:
    """Show an item, without its batches when they are not wanted."""
    return {**item, "batches": []} if search.is_batches_excluded else item


def batch_of(items: Sequence[Document], total: int, scroll_id: str | None) -> Document:
    """Wrap a batch of items."""
    return {"result": items, "totalHits": total, "facets": None, "scrollId": scroll_id, "isValid": True}


def _changed(item: Document) -> Any:
    return moment_of(item.get("modified") or "0001-01-01T00:00:00")


def _available(item: Document) -> Any:
    return number(item.get("inventory")) - number(item.get("reservedInventory"))
