"""Omnium's catalogue: products, categories, stores, suppliers, markets."""

from flow_omnium.omnium.models.catalogue.market import Market, MarketGroup
from flow_omnium.omnium.models.catalogue.product import (
    AdditionalSupplier,
    Asset,
    AssortmentCode,
    Colli,
    Component,
    ComponentOption,
    Price,
    Product,
    ProductDetails,
    ProductUnit,
    Variant,
)
from flow_omnium.omnium.models.catalogue.searches import (
    Category,
    CategorySearch,
    ExcludedFields,
    ProductSearch,
    ScrollPage,
    StorePage,
    StoreSearch,
)
from flow_omnium.omnium.models.catalogue.store import (
    OpeningHours,
    Store,
    StoreAddress,
    StoreWarehouse,
    Supplier,
)

__all__ = [
    "AdditionalSupplier",
    "Asset",
    "AssortmentCode",
    "Category",
    "CategorySearch",
    "Colli",
    "Component",
    "ComponentOption",
    "ExcludedFields",
    "Market",
    "MarketGroup",
    "OpeningHours",
    "Price",
    "Product",
    "ProductDetails",
    "ProductSearch",
    "ProductUnit",
    "ScrollPage",
    "Store",
    "StoreAddress",
    "StorePage",
    "StoreSearch",
    "StoreWarehouse",
    "Supplier",
    "Variant",
]
