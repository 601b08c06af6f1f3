"""The routes of the catalogue (section 9 of the design)."""

from typing import Final

from simulators.flow.catalogue.desk import Desk
from simulators.flow.catalogue.media import MediaDesk
from simulators.flow.catalogue.prices import PriceDesk
from simulators.flow.catalogue.products import ProductDesk
from simulators.flow.catalogue.records import PRICE_LISTS, PRODUCTS, WAREHOUSES
from simulators.flow.catalogue.slots import SlotDesk
from simulators.flow.catalogue.table import RESOURCES
from simulators.flow.catalogue.vat import list_vat_codes
from simulators.flow.catalogue.warehouses import WarehouseDesk
from simulators.flow.paths import STORE_PATH, TENANT_PATH
from simulators.routing import Table

PRODUCT_PATH: Final = f"{TENANT_PATH}/products/{{productUid}}"
PRICE_LIST_PATH: Final = f"{TENANT_PATH}/pricelists/{{pricelistUid}}"
# These have more to say than the table.
OWN_DESKS: Final = frozenset({PRODUCTS, WAREHOUSES})


def catalogue_table() -> Table:
    """List the routes."""
    plain = (Desk(resource) for path, resource in RESOURCES.items() if path not in OWN_DESKS)
    tables = [desk.routes(TENANT_PATH) for desk in plain if desk.resource.calls]
    routes = {path: methods for table in tables for path, methods in table.items() if methods}
    prices = PriceDesk(Desk(RESOURCES[PRICE_LISTS])).routes(PRICE_LIST_PATH)
    return {**routes, **prices, **_warehouse_table(), **_product_table(), "/v2/vat": {"GET": list_vat_codes}}


def _warehouse_table() -> Table:
    desk = WarehouseDesk(RESOURCES[WAREHOUSES])
    access = f"{STORE_PATH}/warehouses/{{warehouseUid}}/access"
    return {**desk.routes(STORE_PATH), access: {"POST": desk.grant}}


def _product_table() -> Table:
    desk = ProductDesk(RESOURCES[PRODUCTS])
    return {
        **desk.routes(TENANT_PATH),
        f"{PRODUCT_PATH}/siblings": {"PUT": desk.put_siblings},
        **MediaDesk(desk).routes(PRODUCT_PATH),
        **SlotDesk(desk).routes(PRODUCT_PATH),
    }
