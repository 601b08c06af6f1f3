"""Stock levels: how much of a product is in a warehouse."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from simulators.documents import Document
from simulators.flow.goods.products import product_as
from simulators.flow.tenant import StockPlace, Tenant

EMPTY: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "quantityStock": 0,
        "quantityReserved": 0,
        "locationLabel": None,
        "minStockLevel": None,
        "maxStockLevel": None,
    }
)


def set_level(tenant: Tenant, place: StockPlace, changes: Document) -> None:
    """Change the given fields of a level; one that is not there yet starts empty."""
    tenant.stock[place] = {**EMPTY, **tenant.stock.get(place, {}), **changes}


def level_of(tenant: Tenant, place: StockPlace) -> int:
    """Tell how much is there, x 100; nothing where there is no level."""
    level: Mapping[str, Any] = tenant.stock.get(place) or EMPTY
    return int(level["quantityStock"])


def move_stock(tenant: Tenant, place: StockPlace, change: int) -> None:
    """Put so much into a warehouse, or take it out; tills sell what is not there as well."""
    set_level(tenant, place, {"quantityStock": level_of(tenant, place) + change})


def shown_level(tenant: Tenant, place: StockPlace) -> Document:
    """Show a level, its product and its warehouse."""
    product = product_as(tenant, place.product_uid, sku=None, name=None)
    return {
        "productUid": place.product_uid,
        "productName": product["name"],
        "productSku": product["sku"],
        **shown_detail(tenant, place),
    }


def shown_detail(tenant: Tenant, place: StockPlace) -> Document:
    """Show a level and its warehouse."""
    store_uid = tenant.store_of(place.warehouse_uid)
    return {
        "warehouseUid": place.warehouse_uid,
        "warehouseName": place.warehouse_uid,
        "storeUid": store_uid,
        "storeName": store_uid,
        **tenant.stock[place],
    }
