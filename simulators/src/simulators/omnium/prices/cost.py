"""Cost prices: a search whose answer is cut off, and no call that gives the rest (catalog.md 4.13)."""

import secrets

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.catalogue.search_body import CatalogueSearch
from simulators.omnium.catalogue.shelves import Catalogue
from simulators.omnium.prices.rows import is_changed_after, is_for, shown
from simulators.omnium.state import STATE
from simulators.write_model import IsoTime, written


class CostPriceSearch(CatalogueSearch):
    """The search body; what its `validFrom` and `validUntil` compare is not published, and they are passed over."""

    market_ids: list[str] | None = None
    product_codes: list[str] | None = None
    store_ids: list[str] | None = None
    store_group_id: str | None = None
    last_modified: IsoTime | None = None


async def search_cost_prices(request: web.Request) -> web.Response:
    """Search cost prices: as many as an answer has at most, and the id of a scroll that nothing serves."""
    state, search = request.app[STATE], await written(request, CostPriceSearch)
    found, cap = found_cost_prices(state.catalogue, search), state.config.cost_price_cap
    return json_answer(
        {
            "result": [shown(row) for row in found[:cap]],
            "totalHits": len(found),
            "scrollId": secrets.token_urlsafe(12) if found else None,
            "isValid": True,
        }
    )


def found_cost_prices(catalogue: Catalogue, search: CostPriceSearch) -> list[Document]:
    """List the rows that pass every filter; a row of no store is not one of a store that is asked for."""
    markets = set(search.market_ids or ())
    groups = catalogue.groups_with(markets)
    return [
        row
        for row in catalogue.cost_prices.indexed_by(search.product_codes)
        if is_for(row, markets, groups)
        and (not search.store_ids or row.get("storeId") in search.store_ids)
        and search.store_group_id in (None, row.get("storeGroupId"))
        and is_changed_after(row, search.last_modified)
    ]
