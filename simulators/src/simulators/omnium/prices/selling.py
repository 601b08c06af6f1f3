"""The price index: every row that matches, whether it holds today or not (catalog.md 4.12, omnium.md 7.1)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiohttp import web

from simulators.documents import Document
from simulators.omnium.catalogue.scrolling import batch_answer
from simulators.omnium.catalogue.search_body import CatalogueSearch
from simulators.omnium.catalogue.shelves import Catalogue
from simulators.omnium.prices.rows import is_changed_after, is_for, shown
from simulators.omnium.prices.scroll_size import scroll_size
from simulators.omnium.scrolls import Found
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.write_model import IsoTime, written

SCROLL: Final = "prices"


class PriceSearch(CatalogueSearch):
    """The search body with every published filter: there is none for a store, and none for dates."""

    market_id: str | None = None
    product_codes: list[str] | None = None
    last_modified: IsoTime | None = None
    customer_id: str | None = None
    customer_group_id: str | None = None
    is_customer_specific_price: bool | None = None
    price_type: str | None = None
    unit: str | None = None
    scroll_size: int | None = None


Test: TypeAlias = Callable[[Document, Any], bool]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "customer_id": lambda row, wanted: row.get("customerId") == wanted,
        "customer_group_id": lambda row, wanted: row.get("customerGroup") == wanted,
        "is_customer_specific_price": lambda row, wanted: bool(row.get("customerId")) == wanted,
        "price_type": lambda row, wanted: row.get("priceType") == wanted,
        "unit": lambda row, wanted: row.get("unit") == wanted,
        "last_modified": is_changed_after,
    }
)
FILTERS: Final = ("market_id", "product_codes", *TESTS)


async def search_prices(request: web.Request) -> web.Response:
    """Search prices, and give the first batch. Raises Refusal 400 without any filter."""
    state, search = request.app[STATE], await written(request, PriceSearch)
    if all(getattr(search, name) in (None, [], "") for name in FILTERS):
        raise Refusal(400, "body: at least one filter is needed")
    size = scroll_size(search.scroll_size)
    found = found_prices(state.catalogue, search)
    return batch_answer(state.scrolls.start(Found(SCROLL, found, size, show=shown), state.config))


async def go_on_scrolling(request: web.Request) -> web.Response:
    """Give the next batch."""
    state = request.app[STATE]
    return batch_answer(state.scrolls.go_on(SCROLL, request.match_info["id"], state.config))


def found_prices(catalogue: Catalogue, search: PriceSearch) -> list[Document]:
    """List the rows that pass every filter, those that are over and those to come too."""
    given = [(test, getattr(search, name)) for name, test in TESTS.items()]
    tests = [(test, wanted) for test, wanted in given if wanted is not None]
    markets = {search.market_id} if search.market_id else set()
    groups = catalogue.groups_with(markets)
    return [
        row
        for row in catalogue.prices.indexed_by(search.product_codes)
        if is_for(row, markets, groups) and all(test(row, wanted) for test, wanted in tests)
    ]
