"""Categories over the API: scrolled through, and as a tree."""

from typing import Final

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.catalogue.category_tree import tree_of
from simulators.omnium.catalogue.scrolling import batch_answer
from simulators.omnium.catalogue.search_body import CatalogueSearch
from simulators.omnium.scrolls import Found
from simulators.omnium.state import STATE
from simulators.routing import Table
from simulators.write_model import written

SCROLL: Final = "categories"
MAX_TAKE: Final = 10_000
USUAL_TAKE: Final = 5_000


class CategorySearch(CatalogueSearch):
    """The search body; there is no time to search by."""

    language: str | None = None
    parent_ids: list[str] | None = None
    product_category_id: str | None = None
    product_category_ids: list[str] | None = None
    take: int | None = None

    @property
    def size(self) -> int:
        """How many come at once; too many, or none said, are as many as usual."""
        take = self.take or 0
        return take if 0 < take <= MAX_TAKE else USUAL_TAKE


def category_table() -> Table:
    """List the routes of categories."""
    path = "/api/ProductCategories"
    return {
        f"{path}/ScrollSearch": {"POST": scroll_categories},
        f"{path}/Scroll/{{id}}": {"GET": go_on_scrolling},
        f"{path}/GetCategoryTree": {"GET": get_tree},
    }


async def scroll_categories(request: web.Request) -> web.Response:
    """Search categories, and give the first batch."""
    state, search = request.app[STATE], await written(request, CategorySearch)
    found = [category for category in state.catalogue.categories.indexed() if fits(category, search)]
    return batch_answer(state.scrolls.start(Found(SCROLL, found, search.size), state.config))


async def go_on_scrolling(request: web.Request) -> web.Response:
    """Give the next batch."""
    state = request.app[STATE]
    return batch_answer(state.scrolls.go_on(SCROLL, request.match_info["id"], state.config))


async def get_tree(request: web.Request) -> web.Response:
    """Give the whole tree, in every language."""
    catalogue = request.app[STATE].catalogue
    return json_answer(tree_of(catalogue.categories.indexed(), catalogue.products.indexed()))


def fits(category: Document, search: CategorySearch) -> bool:
    """Tell whether a category passes every filter."""
    ids = [*(search.product_category_ids or ()), *filter(None, [search.product_category_id])]
    return (
        search.language in (None, category.get("language"))
        and (not search.parent_ids or category.get("parentId") in search.parent_ids)
        and (not ids or category["categoryId"] in ids)
    )
