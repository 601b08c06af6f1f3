"""The items of price lists: scrolled through, without a filter by time (catalog.md 4.14, omnium.md 7.2)."""

from typing import Final

from aiohttp import web

from simulators.documents import Document
from simulators.omnium.catalogue.scrolling import batch_answer
from simulators.omnium.catalogue.search_body import CatalogueSearch
from simulators.omnium.prices.scroll_size import scroll_size
from simulators.omnium.prices.sorting import in_order
from simulators.omnium.scrolls import Found
from simulators.omnium.state import STATE
from simulators.write_model import written

SCROLL: Final = "price-list-items"


class ItemSearch(CatalogueSearch):
    """The search body."""

    price_list_id: str | None = None
    price_list_ids: list[str] | None = None
    sort_order: str | None = None
    scroll_size: int | None = None


async def scroll_items(request: web.Request) -> web.Response:
    """Search items, and give the first batch, the newest first unless another order is asked for."""
    state, search = request.app[STATE], await written(request, ItemSearch)
    size = scroll_size(search.scroll_size)
    wanted = {*(search.price_list_ids or ()), *filter(None, [search.price_list_id])}
    every = state.catalogue.price_list_items.indexed()
    found = [item for item in every if not wanted or item.get("priceListId") in wanted]
    ordered = in_order(found, search.sort_order)
    return batch_answer(state.scrolls.start(Found(SCROLL, ordered, size, show=shown), state.config))


async def go_on_scrolling(request: web.Request) -> web.Response:
    """Give the next batch."""
    state = request.app[STATE]
    return batch_answer(state.scrolls.go_on(SCROLL, request.match_info["id"], state.config))


def shown(item: Document) -> Document:
    """Show an item: it does not say when it was changed."""
    return {name: value for name, value in item.items() if name != "modified"}
