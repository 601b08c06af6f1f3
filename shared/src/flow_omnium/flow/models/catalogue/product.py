"""A product as it is written to Flow, its images and the slots of a package (catalog.md 4.7 to 4.10).

Money, quantities and percentages are integers × 100, weights whole grams, lengths whole millimetres, moments texts in UTC.
"""

from flow_omnium.rest.models import WriteModel


class PurchasePrice(WriteModel):
    """What a product costs in the currency that it is bought in."""

    amount: int
    currency_code: str


class ProductGtin(WriteModel):
    """A code that a scanner reads; one of a product's is primary."""

    gtin: str
    primary: bool


class ProductSupplier(WriteModel):
    """Who delivers a product."""

    supplier_uid: str
    name: str | None = None


class ProductFields(WriteModel):
    """What of a product follows Omnium. `recommended_retail_price` belongs to the price task where that runs."""

    name: str
    sku: str
    description: str | None = None
    short_description: str | None = None
    brand_uid: str | None = None
    product_group_uid: str | None = None
    allow_purchase: bool
    purchase_price: int | None = None
    currency_purchase_price: PurchasePrice | None = None
    recommended_retail_price: int | None = None
    weight: int | None = None
    height: int | None = None
    width: int | None = None
    length: int | None = None
    vat_code_uid: str
    gtins: tuple[ProductGtin, ...] = ()
    suppliers: tuple[ProductSupplier, ...] = ()
    serial_no_required: str | None = None
    discontinued_from: str | None = None
    allow_sale_date: str | None = None
    external_id: str


class NewMedia(WriteModel):
    """An image; Flow fetches it from its address, which the public must be able to read."""

    product_media_uid: str
    main_url: str
    thumbnail_url: str | None = None
    position: int
    set_as_cover_image: bool


class NewSlot(WriteModel):
    """A place in a package for one product out of its components."""

    product_package_slot_uid: str
    name: str
    position: int
    min_components_allowed: int = 1
    max_components_allowed: int = 1


class NewComponent(WriteModel):
    """A product that may fill a slot."""

    product_package_component_uid: str
    product_uid: str
    quantity: int
    position: int
    special_price: int | None = None
    required: bool
