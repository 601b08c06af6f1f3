"""The kinds of rows, and how each is called in Flow; which may only be made, and which may be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.flow import resources
from flow_omnium.flow.resources import Resource


class RowKind(StrEnum):
    """What a row is; with its key it names the record of Omnium, or a part of one."""

    ORGANIZATION = "organization"
    PRICE_LIST = "price-list"
    STORE = "store"
    WAREHOUSE = "warehouse"
    ACCESS = "warehouse-access"
    GROUP = "product-group"
    BRAND = "brand"
    SUPPLIER = "supplier"
    PRODUCT = "product"
    SIBLINGS = "siblings"
    MEDIA = "image"
    SLOT = "package-slot"
    COMPONENT = "package-component"
    PRICE = "price"
    COST = "cost-price"
    SOA = "soa-price"
    STOCK = "stock-level"
    STOCK_WAITS = "stock-level-waiting"
    PURCHASE_ORDER = "purchase-order"
    PURCHASE_ORDER_LINE = "purchase-order-line"
    STOCK_SOURCE = "stock-source"


@dataclass(frozen=True)
class KindRule:
    """How rows of a kind are written.

    - `resource`: where; None for what Flow keeps no records of (access to a warehouse, siblings)
    - `is_made_once`: looked up or made, and never changed (catalog.md 4.1, 4.6, 4.15)
    - `is_told`: a difference that Flow has no call to mend is told to a person
    - `is_removed`: a record that Omnium has no more is removed from Flow
    - `is_put`: one call makes it or changes it, whichever is needed
    - `only_raised`: a figure that Flow counts up by itself: it is never lowered, and never written over once the till has counted
    - `out_of_use`: the fields that take a record out of use once Omnium has it no more; None: it is left as it is
    """

    resource: Resource | None = None
    is_made_once: bool = False
    is_told: bool = False
    is_removed: bool = False
    is_put: bool = False
    only_raised: str | None = None
    out_of_use: Mapping[str, Any] | None = None


RULES: Final[Mapping[RowKind, KindRule]] = MappingProxyType(
    {
        RowKind.ORGANIZATION: KindRule(resources.ORGANIZATIONS, is_made_once=True),
        RowKind.PRICE_LIST: KindRule(resources.PRICE_LISTS),
        RowKind.STORE: KindRule(resources.STORES, out_of_use=MappingProxyType({"isActive": False})),
        RowKind.WAREHOUSE: KindRule(resources.WAREHOUSES),
        RowKind.ACCESS: KindRule(is_made_once=True),
        RowKind.GROUP: KindRule(resources.GROUPS),
        RowKind.BRAND: KindRule(resources.BRANDS, is_made_once=True),
        RowKind.SUPPLIER: KindRule(resources.SUPPLIERS, is_made_once=True),
        RowKind.PRODUCT: KindRule(resources.PRODUCTS, out_of_use=MappingProxyType({"allowPurchase": False})),
        RowKind.SIBLINGS: KindRule(),
        RowKind.MEDIA: KindRule(resources.MEDIA, is_removed=True),
        RowKind.SLOT: KindRule(resources.SLOTS, is_told=True),
        RowKind.COMPONENT: KindRule(is_told=True),
        RowKind.PRICE: KindRule(resources.PRICES, is_removed=True, is_put=True),
        RowKind.COST: KindRule(resources.PRICES, is_removed=True, is_put=True),
        RowKind.SOA: KindRule(resources.PRICES, is_removed=True, is_put=True),
        RowKind.STOCK: KindRule(),
        RowKind.STOCK_WAITS: KindRule(),
        RowKind.PURCHASE_ORDER: KindRule(
            resources.PURCHASE_ORDERS, out_of_use=MappingProxyType({"status": "CLOSED"})
        ),
        RowKind.PURCHASE_ORDER_LINE: KindRule(
            resources.PURCHASE_ITEMS, is_removed=True, only_raised="quantityReceived"
        ),
        RowKind.STOCK_SOURCE: KindRule(),
    }
)

TAKEN_BACK: Final = frozenset(kind for kind, rule in RULES.items() if rule.out_of_use or rule.is_removed)
"""What is taken out of use, or away, once Omnium has it no more: whatever we made of it must be known as ours."""

PARTS: Final = frozenset({RowKind.SIBLINGS, RowKind.MEDIA, RowKind.SLOT, RowKind.COMPONENT})
"""What hangs on a product, and is gone with it."""

IN_PRICE_LISTS: Final = frozenset({RowKind.PRICE, RowKind.COST, RowKind.SOA})
"""What each owns a part of the rows of price lists: one product has one row in a list."""

OF_PRODUCTS: Final = PARTS | {RowKind.PRODUCT}
"""What comes from a product of Omnium and from nothing else."""

OF_PURCHASES: Final = frozenset({RowKind.PURCHASE_ORDER, RowKind.PURCHASE_ORDER_LINE})
"""What comes from a purchase order or a delivery of Omnium and from nothing else."""
