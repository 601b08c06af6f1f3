"""Products over the API: scrolled through, and read one by one."""

from typing import Final

from aiohttp import web

from simulators.answers import json_answer
from simulators.documents import Document
from simulators.omnium.catalogue.fields import answered
from simulators.omnium.catalogue.product_search import ProductSearch, found_products, products_by
from simulators.omnium.catalogue.scrolling import batch_answer
from simulators.omnium.scrolls import Found
from simulators.omnium.state import STATE
from simulators.refusal import Refusal
from simulators.routing import Table
from simulators.write_model import written

SCROLL: Final = "products"


def product_table() -> Table:
    """List the routes of products; fixed ones stand before the one with an id."""
    return {
        "/api/Products/Scroll": {"POST": scroll_products},
        "/api/Products/Scroll/{id}": {"GET": go_on_scrolling},
        "/api/Products/{id}/raw": {"GET": get_raw_product},
        "/api/Products/{id}": {"GET": get_product},
    }


async def scroll_products(request: web.Request) -> web.Response:
    """Search products, and give the first batch."""
    state, search = request.app[STATE], await written(request, ProductSearch)
    found = found_products(state.catalogue, search)

    def show(product: Document) -> Document:
        return answered(product, search.included_fields, search.excluded_fields)

    result = Found(SCROLL, found, state.config.product_batch, show=show)
    return batch_answer(state.scrolls.start(result, state.config))


async def go_on_scrolling(request: web.Request) -> web.Response:
    """Give the next batch."""
    state = request.app[STATE]
    return batch_answer(state.scrolls.go_on(SCROLL, request.match_info["id"], state.config))


async def get_product(request: web.Request) -> web.Response:
    """Read a product by its id, its SKU or that of a variant; a variant is answered inside its product."""
    code = request.match_info["id"]
    found = products_by(request.app[STATE].catalogue, code)
    if not found:
        raise Refusal(404, f"Product {code} was not found")
    return json_answer(found[0])


async def get_raw_product(request: web.Request) -> web.Response:
    """Read a product's document by its id, the language included."""
    document_id = request.match_info["id"]
    product = request.app[STATE].catalogue.products.get(document_id)
    if product is None:
        raise Refusal(404, f"Product {document_id} was not found")
    return json_answer(product)
