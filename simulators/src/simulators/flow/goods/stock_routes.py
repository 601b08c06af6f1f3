"""Stock: read over the API; set and listed by a test."""

from aiohttp import web

from simulators.answers import json_answer
from simulators.flow.goods.products import product_as, remember_product
from simulators.flow.goods.stock import set_level, shown_level
from simulators.flow.goods.stock_search import StockSearch, found_stock
from simulators.flow.guard import TENANT
from simulators.flow.known_tenant import known_tenant
from simulators.flow.listing import paged
from simulators.flow.places import refuse_unknown_warehouse
from simulators.flow.tenant import StockPlace
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
    return paged(request, found_stock(request[TENANT], search))


async def list_stock(request: web.Request) -> web.Response:
    """List every level of a tenant."""
    tenant = known_tenant(request)
    return json_answer([shown_level(tenant, place) for place in tenant.stock])


async def put_stock(request: web.Request) -> web.Response:
    """Set a level; no webhook is raised."""
    tenant, level = known_tenant(request), await written(request, StockLevel)
    place = StockPlace(request.match_info["warehouseUid"], request.match_info["productUid"])
    refuse_unknown_warehouse(tenant, place.warehouse_uid, status=404)
    product = product_as(tenant, place.product_uid, sku=level.sku, name=level.product_name)
    remember_product(tenant, product)
    set_level(
        tenant,
        place,
        level.model_dump(by_alias=True, exclude_unset=True, exclude={"sku", "product_name"}),
    )
    return json_answer(shown_level(tenant, place))
