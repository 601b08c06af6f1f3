"""What may be asked about stock, and the answer (flow.md 4.9); pure."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, model_validator

from simulators.clock import moment_of
from simulators.documents import Document
from simulators.flow.catalogue.places import roles_of
from simulators.flow.catalogue.records import WAREHOUSES
from simulators.flow.goods.products import product_as
from simulators.flow.goods.stock import shown_detail
from simulators.flow.places import refuse_unknown_store, refuse_unknown_warehouse
from simulators.flow.tenant import StockPlace, Tenant
from simulators.flow.values import Uid
from simulators.refusal import Refusal
from simulators.write_model import IsoTime, WriteModel

Texts = Annotated[list[str], Field(min_length=1)]
Uids = Annotated[list[Uid], Field(min_length=1)]


class StockSearch(WriteModel):
    """The body of a search: products by uid or by SKU, places by store or by warehouse."""

    product_uids: Uids | None = None
    product_skus: Texts | None = None
    store_uids: Uids | None = None
    warehouse_uids: Uids | None = None

    @model_validator(mode="after")
    def _choose_one_of_each(self) -> "StockSearch":
        if (self.product_uids is None) == (self.product_skus is None):
            raise ValueError("exactly one of productUids and productSkus is required")
        if (self.store_uids is None) == (self.warehouse_uids is None):
            raise ValueError("exactly one of storeUids and warehouseUids is required")
        return self


class StoreStockSearch(WriteModel):
    """The body of a search for what a store has: what has changed after a moment, where it is given."""

    modified_after: IsoTime | None = None
    warehouse_uids: Uids | None = None


def found_stock(tenant: Tenant, search: StockSearch) -> list[Document]:
    """List the asked products that have a level in one of the asked warehouses, zero included; see `with_levels`."""
    warehouses = asked_warehouses(tenant, search)
    return [
        _named(tenant, uid)
        for uid in asked_products(tenant, search)
        if any(StockPlace(warehouse, uid) in tenant.stock for warehouse in warehouses)
    ]


def with_levels(tenant: Tenant, item: Document, search: StockSearch) -> Document:
    """Show a product that was found with its levels: only those of one page are."""
    return _shown(tenant, item["productUid"], asked_warehouses(tenant, search))


def found_of_store(tenant: Tenant, store_uid: str, search: StoreStockSearch) -> list[Document]:
    """List the products with a level in the warehouses that a store may view, or in the named ones of these.

    Raises Refusal 400 for a warehouse that it may not view.
    """
    viewable = [
        uid for uid, one in tenant.catalogue.every(WAREHOUSES).items() if "VIEW" in roles_of(one, store_uid)
    ]
    for warehouse in search.warehouse_uids or []:
        if warehouse not in viewable:
            raise Refusal(400, f"warehouseUids: '{warehouse}' is none that '{store_uid}' may view")
    asked = search.warehouse_uids or viewable
    products = dict.fromkeys(
        place.product_uid
        for place in tenant.stock
        if place.warehouse_uid in asked and _is_late(tenant, place, search)
    )
    shown = (_shown(tenant, uid, dict.fromkeys(asked), search) for uid in products)
    return [item for item in shown if item["warehouseStockDetails"]]


def refuse_foreign_warehouse(tenant: Tenant, store_uid: str, warehouse_uid: str) -> None:
    """Refuse a warehouse that the store may not use. Raises Refusal 404."""
    if warehouse_uid not in tenant.warehouses_of(store_uid):
        raise Refusal(404, f"warehouseUid: '{warehouse_uid}' was not found")


def asked_products(tenant: Tenant, search: StockSearch) -> Iterable[str]:
    """Name the products once each; what is not known is passed over."""
    if search.product_uids is not None:
        return dict.fromkeys(search.product_uids)
    skus = search.product_skus or []
    return [uid for uid, product in tenant.products.items() if product["sku"] in skus]


def asked_warehouses(tenant: Tenant, search: StockSearch) -> Iterable[str]:
    """Name the warehouses once each. Raises Refusal 400 for a store or a warehouse that is none."""
    for warehouse in search.warehouse_uids or []:
        refuse_unknown_warehouse(tenant, warehouse)
    for store in search.store_uids or []:
        refuse_unknown_store(tenant, store)
    named = [one for store in search.store_uids or [] for one in tenant.warehouses_of(store)]
    return dict.fromkeys([*(search.warehouse_uids or []), *named])


def _is_late(tenant: Tenant, place: StockPlace, search: StoreStockSearch) -> bool:
    changed = tenant.stock_times.get(place)
    return search.modified_after is None or (
        changed is not None and changed > moment_of(search.modified_after)
    )


def _shown(
    tenant: Tenant, product_uid: str, warehouses: Iterable[str], late: StoreStockSearch | None = None
) -> Document:
    places = [StockPlace(warehouse, product_uid) for warehouse in warehouses]
    details = [
        shown_detail(tenant, place)
        for place in places
        if place in tenant.stock and (late is None or _is_late(tenant, place, late))
    ]
    return {
        **_named(tenant, product_uid),
        "totalQuantityStock": sum(detail["quantityStock"] for detail in details),
        "totalQuantityReserved": sum(detail["quantityReserved"] for detail in details),
        "warehouseStockDetails": details,
    }


def _named(tenant: Tenant, product_uid: str) -> Document:
    product = product_as(tenant, product_uid, sku=None, name=None)
    return {"productUid": product_uid, "productName": product["name"], "productSku": product["sku"]}
