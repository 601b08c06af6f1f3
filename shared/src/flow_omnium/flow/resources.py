"""The kinds of records of a catalogue, each with its calls: one table (design section 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flow_omnium.flow import routes
from flow_omnium.flow.routes import Route

Record = Mapping[str, Any]
"""A record as Flow holds it."""


@dataclass(frozen=True)
class Resource:
    """One kind of record: the name of its uid in paths and bodies, and its calls; None where Flow has none.

    `within` names the records that it stands below in the path: a warehouse below a store.
    """

    uid: str
    listing: Route
    create: Route
    read: Route | None = None
    change: Route | None = None
    remove: Route | None = None
    within: tuple[str, ...] = ()


ORGANIZATIONS: Final = Resource(
    "organizationUid", routes.FIND_ORGANIZATIONS, routes.CREATE_ORGANIZATION, routes.READ_ORGANIZATION
)
STORES: Final = Resource(
    "storeUid", routes.LIST_STORES, routes.CREATE_STORE, routes.READ_STORE, routes.CHANGE_STORE
)
WAREHOUSES: Final = Resource(
    "warehouseUid",
    routes.FIND_WAREHOUSES,
    routes.CREATE_WAREHOUSE,
    change=routes.CHANGE_WAREHOUSE,
    within=("storeUid",),
)
PRICE_LISTS: Final = Resource(
    "pricelistUid",
    routes.FIND_PRICE_LISTS,
    routes.CREATE_PRICE_LIST,
    routes.READ_PRICE_LIST,
    routes.CHANGE_PRICE_LIST,
)
GROUPS: Final = Resource(
    "productGroupUid", routes.FIND_GROUPS, routes.CREATE_GROUP, routes.READ_GROUP, routes.CHANGE_GROUP
)
BRANDS: Final = Resource("brandUid", routes.FIND_BRANDS, routes.CREATE_BRAND)
SUPPLIERS: Final = Resource("supplierUid", routes.FIND_SUPPLIERS, routes.CREATE_SUPPLIER)
PRODUCTS: Final = Resource(
    "productUid", routes.FIND_PRODUCTS, routes.CREATE_PRODUCT, routes.READ_PRODUCT, routes.CHANGE_PRODUCT
)
PRICES: Final = Resource(
    "productUid",
    routes.LIST_PRICES,
    routes.PUT_PRICE,
    change=routes.PUT_PRICE,
    remove=routes.REMOVE_PRICE,
    within=("pricelistUid",),
)
MEDIA: Final = Resource(
    "productMediaUid",
    routes.LIST_MEDIA,
    routes.ADD_MEDIA,
    remove=routes.REMOVE_MEDIA,
    within=("productUid",),
)
SLOTS: Final = Resource(
    "productPackageSlotUid", routes.LIST_SLOTS, routes.CREATE_SLOT, within=("productUid",)
)
PURCHASE_ORDERS: Final = Resource(
    "purchaseOrderUid",
    routes.FIND_PURCHASE_ORDERS,
    routes.CREATE_PURCHASE_ORDER,
    routes.READ_PURCHASE_ORDER,
    routes.CHANGE_PURCHASE_ORDER,
    within=("storeUid",),
)
PURCHASE_ITEMS: Final = Resource(
    "purchaseOrderItemUid",
    routes.LIST_PURCHASE_ITEMS,
    routes.ADD_PURCHASE_ITEM,
    change=routes.CHANGE_PURCHASE_ITEM,
    remove=routes.REMOVE_PURCHASE_ITEM,
    within=("storeUid", "purchaseOrderUid"),
)
