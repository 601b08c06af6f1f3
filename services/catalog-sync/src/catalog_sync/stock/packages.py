"""Which SKUs are packages or bundles: the shop works out their levels from those of their parts, so none is written (catalog.md 4.11). Pure."""

from collections.abc import Iterable

from catalog_sync.products.sellable import sellables
from flow_omnium.omnium.models.catalogue import Product


def packages_in(products: Iterable[Product]) -> frozenset[str]:
    """Name the packages and bundles among what is sold of products; what Omnium gives besides does no harm."""
    return frozenset(
        each.key
        for product in products
        for each in sellables(product)
        if any((product.is_package, product.is_bundle, each.details.is_package, each.details.is_bundle))
    )
