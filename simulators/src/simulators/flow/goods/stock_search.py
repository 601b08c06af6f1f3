"""What may be asked about stock, and the answer (flow.md 4.9); pure."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, model_validator

from simulators.documents import Document
from simulators.flow.goods.products import product_as
from simulators.flow.goods.stock import shown_detail
from simulators.flow.places import refuse_unknown_store, refuse_unknown_warehouse
from simulators.flow.tenant import StockPlace, Tenant
from simulators.flow.values import Uid
from simulators.write_model import WriteModel

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


def found_stock(tenant: Tenant, search: StockSearch) -> list[Document]:
    """List the asked products that have a level in one of the asked warehouses, zero included."""
    warehouses = asked_warehouses(tenant, search)
    shown = (_shown(tenant, uid, warehouses) for uid in asked_products(tenant, search))
    return [item for item in shown if item["warehouseStockDetails"]]


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


def _shown(tenant: Tenant, product_uid: str, warehouses: Iterable[str]) -> Document:
    product = product_as(tenant, product_uid, sku=None, name=None)
    places = [StockPlace(warehouse, product_uid) for warehouse in warehouses]
    details = [shown_detail(tenant, place) for place in places if place in tenant.stock]
    return {
        "productUid": product_uid,
        "productName": product["name"],
        "productSku": product["sku"],
        "totalQuantityStock": sum(detail["quantityStock"] for detail in details),
        "totalQuantityReserved": sum(detail["quantityReserved"] for detail in details),
        "warehouseStockDetails": details,
    }
