"""The kinds of documents that tests put into the catalogue."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from simulators.documents import Document
from simulators.omnium.catalogue.documents import (
    DELETED,
    new_category,
    new_product,
    new_store,
    with_missing_times,
    with_times,
)
from simulators.omnium.catalogue.shelf import Shelf
from simulators.omnium.catalogue.shelves import Catalogue

# What is stored for an id and what is said of it; the last is the language of the tenant.
Make: TypeAlias = Callable[[str, Document, str], Document]
# A document, the time of its change, and what it was before.
Timing: TypeAlias = Callable[[Document, datetime, Document | None], Document]


@dataclass(frozen=True)
class DocumentKind:
    """One kind: its name in the paths, the field of its id there, and where its documents are kept."""

    path: str
    id_field: str
    class_name: str
    shelf: Callable[[Catalogue], Shelf]
    make: Make
    # The field that a document is kept by: with a document for each language not that of the path.
    key_field: str
    # How a document comes to say when it was changed; None: it never says.
    timed: Timing | None = with_times
    # What a deleted document says; None: it is gone.
    deleted: Document | None = None


def _plain(id_field: str) -> Make:
    return lambda object_id, body, _language: {**body, id_field: object_id}


DOCUMENT_KINDS: Final = (
    DocumentKind(
        path="products",
        id_field="productId",
        class_name="Product",
        shelf=lambda catalogue: catalogue.products,
        make=new_product,
        key_field="id",
        deleted={"status": DELETED, "isActive": False},
    ),
    DocumentKind(
        path="categories",
        id_field="categoryId",
        class_name="ProductCategory",
        shelf=lambda catalogue: catalogue.categories,
        make=new_category,
        key_field="id",
        timed=None,
    ),
    DocumentKind(
        path="suppliers",
        id_field="id",
        class_name="Supplier",
        shelf=lambda catalogue: catalogue.suppliers,
        make=_plain("id"),
        key_field="id",
    ),
    DocumentKind(
        path="markets",
        id_field="marketId",
        class_name="Market",
        shelf=lambda catalogue: catalogue.markets,
        make=_plain("marketId"),
        key_field="marketId",
        timed=None,
    ),
    DocumentKind(
        path="market-groups",
        id_field="groupId",
        class_name="MarketGroup",
        shelf=lambda catalogue: catalogue.market_groups,
        make=_plain("groupId"),
        key_field="groupId",
        timed=None,
    ),
    DocumentKind(
        path="catalogue-stores",
        id_field="id",
        class_name="Store",
        shelf=lambda catalogue: catalogue.stores,
        make=lambda store_id, body, _language: new_store(store_id, body),
        key_field="id",
    ),
    DocumentKind(
        path="prices",
        id_field="id",
        class_name="Price",
        shelf=lambda catalogue: catalogue.prices,
        make=_plain("id"),
        key_field="id",
        timed=with_missing_times,
    ),
    DocumentKind(
        path="cost-prices",
        id_field="id",
        class_name="CostPrice",
        shelf=lambda catalogue: catalogue.cost_prices,
        make=_plain("id"),
        key_field="id",
        timed=with_missing_times,
    ),
    DocumentKind(
        path="price-lists",
        id_field="id",
        class_name="PriceList",
        shelf=lambda catalogue: catalogue.price_lists,
        make=_plain("id"),
        key_field="id",
    ),
    DocumentKind(
        path="price-list-items",
        id_field="id",
        class_name="PriceListItem",
        shelf=lambda catalogue: catalogue.price_list_items,
        make=_plain("id"),
        key_field="id",
    ),
)
