"""Which products a search finds (catalog.md 2.1); pure."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from simulators.documents import Document
from simulators.omnium.catalogue.documents import DELETED
from simulators.omnium.catalogue.fields import ExcludedFields, IncludedFields
from simulators.omnium.catalogue.search_body import CatalogueSearch, is_within, share
from simulators.omnium.catalogue.shelves import Catalogue
from simulators.write_model import IsoTime


class ProductSearch(CatalogueSearch):
    """The search body, as far as it is understood."""

    product_language: str | None = None
    market_id: str | None = None
    market_ids: list[str] | None = None
    market_group_id: str | None = None
    market_group_ids: list[str] | None = None
    product_ids: list[str] | None = None
    excluded_product_ids: list[str] | None = None
    product_category_ids: list[str] | None = None
    supplier_ids: list[str] | None = None
    is_sku: bool | None = None
    is_package: bool | None = None
    is_bundle: bool | None = None
    is_active: bool = True
    is_inactive: bool = False
    is_deleted: bool = False
    is_union_delta_query: bool | None = None
    modified_from: IsoTime | None = None
    modified_to: IsoTime | None = None
    price_activated_from: IsoTime | None = None
    price_activated_to: IsoTime | None = None
    price_deactivated_from: IsoTime | None = None
    price_deactivated_to: IsoTime | None = None
    start_publish_from: IsoTime | None = None
    start_publish_to: IsoTime | None = None
    stop_publish_from: IsoTime | None = None
    stop_publish_to: IsoTime | None = None
    included_fields: IncludedFields | None = None
    excluded_fields: ExcludedFields | None = None


Test: TypeAlias = Callable[[Document, Any], bool]
Moments: TypeAlias = Callable[[Document], list[str | None]]

TESTS: Final[Mapping[str, Test]] = MappingProxyType(
    {
        "product_language": lambda product, language: product.get("language") == language,
        "product_ids": lambda product, ids: not ids or product.get("productId") in ids,
        "excluded_product_ids": lambda product, ids: product.get("productId") not in ids,
        "product_category_ids": lambda product, ids: not ids or share(_categories(product), ids),
        "supplier_ids": lambda product, ids: not ids or product.get("supplierId") in ids,
        "is_sku": lambda product, wanted: bool(product.get("isSku")) == wanted,
        "is_package": lambda product, wanted: bool(product.get("isPackage")) == wanted,
        "is_bundle": lambda product, wanted: bool(product.get("isBundle")) == wanted,
    }
)

WINDOWS: Final[Mapping[str, Moments]] = MappingProxyType(
    {
        "modified": lambda product: [product.get("modified")],
        "price_activated": lambda product: [price.get("validFrom") for price in _prices(product)],
        "price_deactivated": lambda product: [price.get("validUntil") for price in _prices(product)],
        "start_publish": lambda product: [product.get("published")],
        "stop_publish": lambda product: [product.get("stopPublished")],
    }
)


def found_products(catalogue: Catalogue, search: ProductSearch) -> list[Document]:
    """List the products that a search finds: one document for each language, unless one is asked for."""
    given = [(test, getattr(search, name)) for name, test in TESTS.items()]
    tests = [(test, wanted) for test, wanted in given if wanted is not None]
    places = _Places(catalogue, search)
    return [
        product
        for product in catalogue.products.indexed()
        if is_shown(product, search)
        and all(test(product, wanted) for test, wanted in tests)
        and is_in_time(product, search)
        and places.has(product)
    ]


def is_shown(product: Document, search: ProductSearch) -> bool:
    """Tell whether a product is as alive as it has to be; the deleted are found only by themselves."""
    is_deleted = product.get("status") == DELETED
    if is_deleted or search.is_deleted:
        return is_deleted == search.is_deleted
    is_active = bool(product.get("isActive"))
    return is_active if search.is_active else not (search.is_inactive and is_active)


def is_in_time(product: Document, search: ProductSearch) -> bool:
    """Tell whether a product fits all times that are asked for; in a union, one of them."""
    fits = [is_within(moments(product), start, end) for moments, start, end in _asked_windows(search)]
    return (any if search.is_union_delta_query and fits else all)(fits)


def _asked_windows(search: ProductSearch) -> Iterator[tuple[Moments, str | None, str | None]]:
    for name, moments in WINDOWS.items():
        start, end = getattr(search, f"{name}_from"), getattr(search, f"{name}_to")
        if start is not None or end is not None:
            yield moments, start, end


class _Places:
    """Where a search looks for products: a product that names no place is everywhere."""

    def __init__(self, catalogue: Catalogue, search: ProductSearch) -> None:
        markets = {*(search.market_ids or ()), *_one(search.market_id)}
        groups = {*(search.market_group_ids or ()), *_one(search.market_group_id)}
        asked = ((markets, catalogue.groups_with(markets)), (catalogue.markets_in(groups), groups))
        self._asked = [pair for pair, given in zip(asked, (markets, groups), strict=True) if given]

    def has(self, product: Document) -> bool:
        """Tell whether a product is for sale in all of them."""
        markets, groups = product.get("marketIds") or (), product.get("marketGroupIds") or ()
        is_everywhere = not markets and not groups
        return is_everywhere or all(
            share(markets, wanted) or share(groups, grouped) for wanted, grouped in self._asked
        )


def products_by(catalogue: Catalogue, code: str) -> list[Document]:
    """List the documents of a product id or a SKU, that in the default market's language first."""
    language = catalogue.language
    return sorted(catalogue.products.known_by(code), key=lambda product: product.get("language") != language)


def _one(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _categories(product: Document) -> list[str]:
    named = [category.get("categoryId") for category in product.get("categories") or []]
    return [text for text in (*named, product.get("mainCategoryId")) if text]


def _prices(product: Document) -> list[Document]:
    rows = [product, *(product.get("variants") or [])]
    return [price for row in rows for price in row.get("prices") or []]
