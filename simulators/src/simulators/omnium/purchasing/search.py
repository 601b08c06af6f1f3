"""Scrolling through purchase orders as the index shows them."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from aiohttp import web

from simulators.documents import Document
from simulators.omnium.catalogue.scrolling import batch_answer
from simulators.omnium.catalogue.search_body import PagedSearch, share
from simulators.omnium.catalogue.store_search import is_in_time
from simulators.omnium.purchasing.purchase_order_store import lines_of
from simulators.omnium.scrolls import Found
from simulators.omnium.state import STATE
from simulators.routing import Table
from simulators.write_model import written

SCROLL: Final = "purchase-orders"
INTERNAL: Final = "InternalTransfer"
ORDERED: Final = "PurchaseOrder"


class PurchaseOrderSearch(PagedSearch):
    """The search body, as far as it is understood; `take` is the size of a batch, which has a bound."""

    order_number: str | None = None
    order_type: str | None = None
    selected_statuses: list[str] | None = None
    selected_stores: list[str] | None = None
    supplier_id: str | None = None
    supplier_warehouse_code: str | None = None
    product_numbers: list[str] | None = None
    tags: list[str] | None = None


Test: TypeAlias = Callable[[Document, Any], bool]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "order_number": lambda order, wanted: order.get("purchaseOrderNumber") == wanted,
        "order_type": lambda order, wanted: type_of(order) == wanted,
        "selected_statuses": lambda order, wanted: not wanted or order.get("status") in wanted,
        "selected_stores": lambda order, wanted: not wanted or order.get("storeId") in wanted,
        "supplier_id": lambda order, wanted: order.get("supplierId") == wanted,
        "supplier_warehouse_code": lambda order, code: order.get("supplierWarehouseCode") == code,
        "product_numbers": lambda order, codes: not codes or share(codes_of(order), codes),
        "tags": lambda order, tags: not tags or share(order.get("tags"), tags),
    }
)


def purchase_order_search_table() -> Table:
    """List the routes; they stand before the one with an id."""
    path = "/api/PurchaseOrders/Scroll"
    return {path: {"POST": scroll_orders}, f"{path}/{{id}}": {"GET": go_on_scrolling}}


async def scroll_orders(request: web.Request) -> web.Response:
    """Search purchase orders, and give the first batch."""
    state, search = request.app[STATE], await written(request, PurchaseOrderSearch)
    found = [order for order in state.purchase_orders.indexed() if fits(order, search)]
    size = max(1, min(search.take, state.config.purchase_order_batch))
    return batch_answer(state.scrolls.start(Found(SCROLL, found, size), state.config))


async def go_on_scrolling(request: web.Request) -> web.Response:
    """Give the next batch."""
    state = request.app[STATE]
    return batch_answer(state.scrolls.go_on(SCROLL, request.match_info["id"], state.config))


def fits(order: Document, search: PurchaseOrderSearch) -> bool:
    """Tell whether a purchase order passes every filter."""
    given = ((test, getattr(search, name)) for name, test in TESTS.items())
    return is_in_time(order, search) and all(
        test(order, wanted) for test, wanted in given if wanted is not None
    )


def type_of(order: Document) -> str:
    """Tell an order to a supplier from a transfer between stores."""
    return INTERNAL if order.get("supplierWarehouseCode") else ORDERED


def codes_of(order: Document) -> list[str]:
    """Name the products that are ordered."""
    return [line["code"] for line in lines_of(order) if line.get("code")]
