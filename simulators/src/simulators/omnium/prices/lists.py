"""Price lists: searched in pages, without a filter by time (catalog.md 2.1, omnium.md 7.2)."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.catalogue.search_body import CatalogueSearch, share
from simulators.omnium.paging import page_of, refuse_beyond_limits
from simulators.omnium.prices.sorting import in_order
from simulators.omnium.state import STATE
from simulators.write_model import written


class PriceListSearch(CatalogueSearch):
    """The search body; lists of no market and of no store have to be asked for beside those of some."""

    currency_codes: list[str] | None = None
    market_ids: list[str] | None = None
    market_group_ids: list[str] | None = None
    store_ids: list[str] | None = None
    supplier_ids: list[str] | None = None
    include_empty_market_id: bool = False
    include_empty_store_ids: bool = False
    is_active: bool | None = None
    sort_order: str | None = None
    page: int = 0
    take: int = 20


async def search_price_lists(request: web.Request) -> web.Response:
    """Search price lists, in pages from 0 on, the newest first unless another order is asked for."""
    catalogue, search = request.app[STATE].catalogue, await written(request, PriceListSearch)
    refuse_beyond_limits(search.page, search.take)
    found = [one for one in catalogue.price_lists.indexed() if fits(one, search)]
    ordered = in_order(found, search.sort_order)
    return json_answer(page_of(ordered, search.take, start=search.page * search.take))


def fits(price_list: Document, search: PriceListSearch) -> bool:
    """Tell whether a price list passes every filter."""
    groups = search.market_group_ids
    return (
        _is_in(markets_of(price_list), search.market_ids, empty=search.include_empty_market_id)
        and _is_in(price_list.get("storeIds") or [], search.store_ids, empty=search.include_empty_store_ids)
        and (not groups or price_list.get("marketGroupId") in groups)
        and (not search.currency_codes or price_list.get("currencyCode") in search.currency_codes)
        and (not search.supplier_ids or price_list.get("supplierId") in search.supplier_ids)
        and (not search.is_active or bool(price_list.get("isActive")))
    )


def markets_of(price_list: Document) -> list[str]:
    """Name the markets of a list; the older field for one market is still read."""
    older = price_list.get("marketId")
    return price_list.get("marketIds") or ([older] if older else [])


def _is_in(has: list[str], wanted: list[str] | None, *, empty: bool) -> bool:
    return not wanted or share(has, wanted) or (empty and not has)
