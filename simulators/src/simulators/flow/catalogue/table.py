"""Every resource of the catalogue. Another one is another entry."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from simulators.flow.catalogue.bodies import (
    BrandBody,
    OrganizationBody,
    PriceListBody,
    ProductGroupBody,
    StoreBody,
    SupplierBody,
    WarehouseBody,
)
from simulators.flow.catalogue.product_bodies import ProductBody
from simulators.flow.catalogue.records import PRICE_LISTS, PRODUCTS, STORES, VAT, WAREHOUSES
from simulators.flow.catalogue.resources import Actions, Call, Resource
from simulators.flow.catalogue.rules import GROUPS, refuse_cycle, refuse_taken_gtins, with_scope

LOOKED_UP: Final[frozenset[Call]] = frozenset({"list", "create"})
NEVER_CHANGED: Final[frozenset[Call]] = frozenset({"list", "read", "create"})
ALL_CALLS: Final[frozenset[Call]] = frozenset({"list", "read", "create", "change"})

_PRICE_AND_SERIES: Final = MappingProxyType(
    {
        "salesPriceUid": PRICE_LISTS,
        "purchaseNumberSeriesUid": "number-series",
        "voucherNumberSeriesUid": "number-series",
    }
)

_RESOURCES: Final = (
    Resource("organizations", "organization", NEVER_CHANGED, OrganizationBody),
    Resource(
        STORES,
        "store",
        ALL_CALLS,
        StoreBody,
        references={
            "organizationUid": "organizations",
            "defaultWarehouseUid": WAREHOUSES,
            "defaultReturnWarehouseUid": WAREHOUSES,
            **_PRICE_AND_SERIES,
        },
        create_only=frozenset(_PRICE_AND_SERIES),
    ),
    Resource(WAREHOUSES, "warehouse", frozenset({"list", "create", "change"}), WarehouseBody),
    Resource(
        "number-series", "numberSeries", frozenset({"list", "read"}), filters={"numberSeriesType": "type"}
    ),
    Resource(VAT, "vatCode", frozenset(), filters={"vatCountryCode": "countryCode"}),
    Resource(PRICE_LISTS, "pricelist", ALL_CALLS, PriceListBody),
    Resource(
        GROUPS,
        "productGroup",
        ALL_CALLS,
        ProductGroupBody,
        references={"parentUid": GROUPS},
        rules=(refuse_cycle,),
        completion=with_scope,
    ),
    Resource("brands", "brand", LOOKED_UP, BrandBody),
    Resource("suppliers", "supplier", LOOKED_UP, SupplierBody),
    Resource(
        PRODUCTS,
        "product",
        ALL_CALLS,
        ProductBody,
        references={
            "brandUid": "brands",
            "productGroupUid": GROUPS,
            "vatCodeUid": VAT,
            "suppliers.supplierUid": "suppliers",
        },
        rules=(refuse_taken_gtins,),
        actions=Actions("PRODUCT_CREATE", "PRODUCT_UPDATE"),
    ),
)

RESOURCES: Final[Mapping[str, Resource]] = MappingProxyType({one.path: one for one in _RESOURCES})
