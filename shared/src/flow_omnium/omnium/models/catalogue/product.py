"""Omnium's products and their variants (catalog.md 4.7 to 4.10).

Weights of a product are kilograms, of a colli grams; lengths of a colli are centimetres.
"""

from decimal import Decimal
from typing import Annotated

from flow_omnium.omnium.models.catalogue.price import Price
from flow_omnium.omnium.models.values import Amount, Stated
from flow_omnium.rest.models import LENIENT, Detail, Extras, Flag, Items, ReadModel, Text, UtcTime


class AdditionalSupplier(ReadModel):
    """A further supplier of a product."""

    supplier_id: Text = None
    supplier_name: Detail = None


class Asset(ReadModel):
    """A file of a product; only images go to the shop."""

    asset_id: Text = None
    url: Text = None
    external_url: Text = None
    file_name: Detail = None
    content_type: Detail = None
    is_main_image: Flag = False
    sort_order: Annotated[int | None, LENIENT] = None


class AssortmentCode(ReadModel):
    """A code by which products are kept out of some trade, and when it is in force."""

    assortment_code_id: Text = None
    valid_from: UtcTime = None
    valid_to: UtcTime = None


class Category(ReadModel):
    """A category that a product is in."""

    category_id: Text = None


class Colli(ReadModel):
    """How a product is packed: grams and centimetres."""

    weight: Stated = None
    height: Stated = None
    width: Stated = None
    length: Stated = None


class PriceOffset(ReadModel):
    """What an option costs more in a market."""

    market_id: Text = None
    offset: Stated = None


class ComponentOption(ReadModel):
    """A product that may be chosen for a component; `price` is what it adds."""

    sku_id: Text = None
    product_id: Text = None
    price_offsets: Extras[PriceOffset] = ()


class Component(ReadModel):
    """A part of a package or a bundle."""

    component_id: Text = None
    component_name: Detail = None
    product_id: Text = None
    sku_id: Text = None
    quantity: Amount = Decimal(0)
    is_required: Flag = False
    options: Items[ComponentOption] = ()


class ProductUnit(ReadModel):
    """A further unit that a product is sold in."""

    ean: Text = None


class ProductDetails(ReadModel):
    """What products and variants have alike: what a variant does not say, its product says for it."""

    sku_id: Text = None
    name: Text = None
    description: Detail = None
    short_description: Detail = None
    brand: Text = None
    main_category_id: Text = None
    categories: Extras[Category] = ()
    is_active: bool | None = None
    status: Text = None
    assortment_codes: Extras[AssortmentCode] = ()
    cost: Stated = None
    cost_currency: Text = None
    weight: Stated = None
    colli: Extras[Colli] = ()
    ean: Text = None
    gtins: Extras[str] = ()
    unit: Text = None
    units: Extras[ProductUnit] = ()
    supplier_id: Text = None
    supplier_name: Detail = None
    additional_suppliers: Extras[AdditionalSupplier] = ()
    is_serializable_product: bool | None = None
    discontinued: UtcTime = None
    sales_start_date: UtcTime = None
    prices: Extras[Price] = ()
    price: Price | None = None
    assets: Extras[Asset] = ()
    main_image_url: Text = None
    market_ids: Items[str] = ()
    is_package: Flag = False
    is_bundle: Flag = False
    components: Items[Component] = ()


class Variant(ProductDetails):
    """A variant: it is sold as a product of its own."""


class Product(ProductDetails):
    """A product in one language; with variants it is not sold itself."""

    product_id: str
    is_sku: Flag = False
    language: Text = None
    modified: UtcTime = None
    variants: Items[Variant] = ()
