"""The bodies of products and of what hangs on them (catalog.md 4.7–4.10)."""

from typing import Annotated, TypeAlias

from pydantic import Field, model_validator

from simulators.flow.catalogue.bodies import Code, Currency, Name, Named
from simulators.flow.values import Amount, Quantity, Uid
from simulators.write_model import IsoTime, WriteModel

Count: TypeAlias = Annotated[int, Field(ge=0)]
WebAddress: TypeAlias = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Gtin(WriteModel):
    """A number that a scanner reads."""

    gtin: Name
    primary: bool = False
    type: Code | None = None


class ProductSupplier(WriteModel):
    """Who delivers a product."""

    supplier_uid: Uid
    name: str | None = None


class ForeignPrice(WriteModel):
    """An amount × 100 in another currency than the tenant's."""

    amount: Amount
    currency_code: Currency


class PriceBody(WriteModel):
    """What a price list says of a product: amounts × 100, and when they hold."""

    unit_price: Count | None = None
    recommended_retail_price: Count | None = None
    cost_price: Count | None = None
    soa_price: Count | None = None
    valid_from: IsoTime | None = None
    valid_to: IsoTime | None = None


class ProductBody(Named):
    """A product: prices × 100, weight in grams, lengths in millimetres."""

    product_uid: Uid | None = None
    sku: str | None = None
    description: str | None = None
    short_description: str | None = None
    brand_uid: Uid | None = None
    product_group_uid: Uid | None = None
    vat_code_uid: Uid | None = None
    allow_purchase: bool | None = None
    purchase_price: Amount | None = None
    currency_purchase_price: ForeignPrice | None = None
    recommended_retail_price: Amount | None = None
    weight: Count | None = None
    height: Count | None = None
    width: Count | None = None
    length: Count | None = None
    gtins: list[Gtin] | None = None
    suppliers: list[ProductSupplier] | None = None
    manufacturer_sku: str | None = None
    serial_no_required: Code | None = None
    discontinued_from: IsoTime | None = None
    allow_sale_date: IsoTime | None = None
    allow_sale: Code | None = None
    allow_quantity: Code | None = None
    allow_delivery: Code | None = None
    allow_addon: Code | None = None
    allow_credit: Code | None = None
    available_for_web: bool | None = None
    calculation_factor: Amount | None = None
    customer_age_restriction: Count | None = None
    ledger_number: str | None = None
    internal_info: str | None = None
    external_info: str | None = None
    external_url: str | None = None
    product_type: Code | None = None
    category_uids: list[Uid] | None = None


class Siblings(WriteModel):
    """The other variants of a product."""

    product_uids: list[Uid]


class MediaBody(WriteModel):
    """A picture of a product; Flow fetches it from `mainUrl`."""

    product_media_uid: Uid | None = None
    main_url: WebAddress
    thumbnail_url: WebAddress | None = None
    position: Count = 0
    set_as_cover_image: bool = False


class SlotBody(WriteModel):
    """A place in a package, which one of several products may fill."""

    product_package_slot_uid: Uid | None = None
    name: Name
    position: Count = 0
    min_components_allowed: Count = 1
    max_components_allowed: Count = 1

    @model_validator(mode="after")
    def _allow_something(self) -> "SlotBody":
        if self.min_components_allowed > self.max_components_allowed:
            raise ValueError("minComponentsAllowed is above maxComponentsAllowed")
        return self


class ComponentBody(WriteModel):
    """A product that may fill a slot."""

    product_package_component_uid: Uid | None = None
    product_uid: Uid
    quantity: Quantity
    position: Count = 0
    special_price: Amount | None = None
    required: bool = False
