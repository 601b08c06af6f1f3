"""Stock: read and written over the API; set and listed by a test."""

from aiohttp import web

from simulators.answers import empty_answer, json_answer
from simulators.documents import Document
from simulators.flow.goods.committing import commit_stock
from simulators.flow.goods.products import product_as, remember_product
from simulators.flow.goods.stock import level_of, set_level, shown_level
from simulators.flow.goods.stock_search import (
    StockSearch,
    StoreStockSearch,
    found_of_store,
    found_stock,
    refuse_foreign_warehouse,
    with_levels,
)
from simulators.flow.goods.stock_write import StockWrite, refuse_bad_levels
from simulators.flow.guard import TENANT
from simulators.flow.known_tenant import known_tenant
from simulators.flow.listing import paged
from simulators.flow.orders.document import INTEGRATION
from simulators.flow.places import refuse_unknown_warehouse
from simulators.flow.state import STATE
from simulators.flow.tenant import StockPlace, Tenant
from simulators.flow.values import Amount
from simulators.write_model import WriteModel, written


class StockLevel(WriteModel):
    """A level as a test sets it; what is not sent stays as it is."""

    quantity_stock: Amount
    quantity_reserved: Amount = 0
    location_label: str | None = None
    min_stock_level: Amount | None = None
    max_stock_level: Amount | None = None
    sku: str | None = None
    product_name: str | None = None


async def read_stock(request: web.Request) -> web.Response:
    """List the stock of products, in pages like every list."""
    search = await written(request, StockSearch)
    tenant = request[TENANT]
    return paged(request, found_stock(tenant, search), lambda item: with_levels(tenant, item, search))


async def read_store_stock(request: web.Request) -> web.Response:
    """List the stock that a store may view, of late or all of it, in pages like every list."""
    search = await written(request, StoreStockSearch)
    return paged(request, found_of_store(request[TENANT], request.match_info["storeUid"], search))


async def write_stock(request: web.Request) -> web.Response:
    """Set levels of a warehouse that the store may use, all or none; a webhook tells of each that is another then."""
    state, tenant = request.app[STATE], request[TENANT]
    warehouse, items = request.match_info["warehouseUid"], (await written(request, StockWrite)).items
    refuse_foreign_warehouse(tenant, request.match_info["storeUid"], warehouse)
    refuse_bad_levels(tenant, items)
    for item in items:
        place = StockPlace(warehouse, item.product_uid)
        if item.cost_price is not None:
            tenant.stock_costs[place] = item.cost_price
        change = item.quantity_stock - level_of(tenant, place)
        if change or place not in tenant.stock:
            commit_stock(state, tenant, {place: change}, by=INTEGRATION)
    return empty_answer(204)


async def list_stock(request: web.Request) -> web.Response:
    """List every level of a tenant, with the cost that was written with it."""
    tenant = known_tenant(request)
    return json_answer([_listed(tenant, place) for place in tenant.stock])


async def put_stock(request: web.Request) -> web.Response:
    """Set a level; no webhook is raised."""
    tenant, level = known_tenant(request), await written(request, StockLevel)
    place = StockPlace(request.match_info["warehouseUid"], request.match_info["productUid"])
    refuse_unknown_warehouse(tenant, place.warehouse_uid, status=404)
    product = product_as(tenant, place.product_uid, sku=level.sku, name=level.product_name)
    remember_product(tenant, product)
    tenant.stock_times[place] = request.app[STATE].clock()
    set_level(
        tenant,
        place,
        level.model_dump(by_alias=True, exclude_unset=True, exclude={"sku", "product_name"}),
    )
    return json_answer(_listed(tenant, place))


def _listed(tenant: Tenant, place: StockPlace) -> Document:
    return {**shown_level(tenant, place), "costPrice": tenant.stock_costs.get(place)}
