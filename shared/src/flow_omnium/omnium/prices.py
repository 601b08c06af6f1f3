"""The calls that read what Omnium sells and buys at (catalog.md 4.12 to 4.14)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from flow_omnium.omnium import routes
from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.models.catalogue import (
    CostPrice,
    CostPriceSearch,
    Price,
    PriceList,
    PriceListItem,
    PriceListItemSearch,
    PriceListPage,
    PriceListSearch,
    PriceSearch,
    ScrollPage,
)
from flow_omnium.omnium.scrolls import scroll_of
from flow_omnium.rest.batches import Batch, read_each
from flow_omnium.rest.call import Call
from flow_omnium.rest.pages import Page, read_list
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_LISTS_AT_ONCE: Final = 100


@dataclass(frozen=True)
class Costs:
    """The cost prices of one answer. Omnium has no call for more, so it may not be `is_whole`."""

    prices: Batch[CostPrice]
    is_whole: bool


class OmniumPrices:
    """Omnium's prices, read only."""

    def __init__(self, api: OmniumApi) -> None:
        self._api = api

    async def prices(self, tenant: Tenant, search: PriceSearch) -> AsyncGenerator[Batch[Price], None]:
        """Scroll through selling prices; close it where it is not read to its end. One may come twice."""
        scroll = scroll_of(self._api, tenant, routes.SEARCH_PRICES, routes.NEXT_PRICES, search)
        async with aclosing(scroll.batches()) as batches:
            async for batch in batches:
                yield read_each(Price, batch, "code")

    async def costs(self, tenant: Tenant, search: CostPriceSearch) -> Costs:
        """Read as many cost prices as one answer holds."""
        answer = await self._api.send(tenant, Call("POST", routes.SEARCH_COSTS, body=search))
        page = read_as(ScrollPage, answer)
        is_whole = page.total_hits is None or page.total_hits <= len(page.result)
        return Costs(read_each(CostPrice, page.result, "skuId"), is_whole)

    async def price_lists(self, tenant: Tenant) -> Sequence[PriceList]:
        """List all price lists."""

        async def page(number: int) -> Page[PriceList]:
            # Pages count from 0 (omnium.md 2.4).
            search = PriceListSearch(page=number - 1, take=_LISTS_AT_ONCE)
            found = read_as(PriceListPage, await self._sent(tenant, routes.SEARCH_PRICE_LISTS, search))
            return Page(found.result, found.total_hits)

        return await read_list(page, lambda one: one.id, count_name="totalHits")

    async def price_list_items(
        self, tenant: Tenant, search: PriceListItemSearch
    ) -> AsyncGenerator[Batch[PriceListItem], None]:
        """Scroll through the items of price lists; one may come twice."""
        begin, go_on = routes.SCROLL_PRICE_LIST_ITEMS, routes.NEXT_PRICE_LIST_ITEMS
        async with aclosing(scroll_of(self._api, tenant, begin, go_on, search).batches()) as batches:
            async for batch in batches:
                yield read_each(PriceListItem, batch, "id")

    async def _sent(self, tenant: Tenant, route: str, body: BaseModel) -> Any:
        return await self._api.send(tenant, Call("POST", route, body=body))
