"""Which products are sold: those that are an SKU, and every variant; what a variant leaves out, its product says for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from catalog_sync.uids import NO_SKU, record_uid
from flow_omnium.omnium.models.catalogue import Product, ProductDetails

_ITS_OWN: Final = frozenset({"sku_id", "is_package", "is_bundle", "components", "ean", "gtins", "units"})
"""What a variant never has from its product: a code that a scanner reads stands for one product alone."""

_TOGETHER: Final = MappingProxyType(
    {
        "prices": ("prices", "price"),
        "price": ("prices", "price"),
        "assets": ("assets", "main_image_url"),
        "main_image_url": ("assets", "main_image_url"),
        "supplier_name": ("supplier_id",),
    }
)
"""What a variant has from its product only where it says none of these itself: its own price beats all of the product's."""

_INHERITED: Final = tuple(name for name in ProductDetails.model_fields if name not in _ITS_OWN)

_DELETED: Final = "deleted"


@dataclass(frozen=True)
class Sellable:
    """What is sold under one SKU: its details, whole, and the product that they are in."""

    product: Product
    details: ProductDetails
    variants: tuple[str, ...] = ()
    """The uids of all variants of the product, this one's too; none for a product that is sold itself."""

    @property
    def key(self) -> str:
        """Its SKU, else the product's id."""
        return self.details.sku_id or self.product.product_id

    @property
    def sku(self) -> str:
        """The SKU as the shop shows it."""
        return self.details.sku_id or NO_SKU

    @property
    def uid(self) -> str:
        """Its uid in Flow."""
        return record_uid(self.key)

    @property
    def is_deleted(self) -> bool:
        """Whether Omnium shows it only to tell that it is gone."""
        return _DELETED in ((self.details.status or "").lower(), (self.product.status or "").lower())

    @property
    def is_active(self) -> bool:
        """Whether it is on sale: a deleted product is not, nor a variant of an inactive one."""
        return (
            not self.is_deleted
            and self.details.is_active is not False
            and self.product.is_active is not False
        )


def sellables(product: Product) -> tuple[Sellable, ...]:
    """List what is sold of a product."""
    if not product.variants:
        return (Sellable(product, product),) if product.is_sku or product.sku_id else ()
    found = tuple(
        Sellable(product, _whole(variant, product)) for variant in product.variants if variant.sku_id
    )
    uids = tuple(dict.fromkeys(each.uid for each in found))
    return tuple(Sellable(each.product, each.details, uids) for each in found)


def _whole(variant: ProductDetails, product: Product) -> ProductDetails:
    """Fill what the variant leaves out."""
    return variant.model_copy(update=dict(_missing(variant, product)))


def _missing(variant: ProductDetails, product: Product) -> Iterator[tuple[str, object]]:
    for name in _INHERITED:
        if all(_is_left_out(getattr(variant, each)) for each in (name, *_TOGETHER.get(name, ()))):
            yield name, getattr(product, name)


def _is_left_out(value: object) -> bool:
    # Omnium writes a weight or a cost that nobody gave as 0.
    return value is None or value == () or (isinstance(value, Decimal) and not value)
