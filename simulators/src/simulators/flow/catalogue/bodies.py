"""The bodies of places and of who trades: every field of the contract, and no other (design 9, catalog.md 4.1–4.6, 4.15)."""

from typing import Annotated, TypeAlias

from pydantic import Field

from simulators.flow.catalogue.places import Role
from simulators.flow.values import Amount, Uid
from simulators.write_model import Number, WriteModel

Name: TypeAlias = Annotated[str, Field(min_length=1)]
CountryCode: TypeAlias = Annotated[str, Field(pattern="^[A-Z]{2}$|^$")]
Currency: TypeAlias = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Code: TypeAlias = Annotated[str, Field(pattern="^[A-Z][A-Z0-9_]*$")]
"""A word of one of Flow's lists of values, which it does not publish whole."""
TimeOfDay: TypeAlias = Annotated[str, Field(pattern=r"^([01]\d|2[0-4]):[0-5]\d(:[0-5]\d)?$")]


class Named(WriteModel):
    """What most records have."""

    name: Name
    external_id: str | None = None


class BankInfo(WriteModel):
    """Where money is sent to."""

    account_number: str | None = None
    bank_name: str | None = None
    iban: str | None = None
    swift: str | None = None


class Place(Named):
    """Where somebody is, and how to reach them."""

    vat_number: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: CountryCode | None = None
    email: str | None = None
    phone: str | None = None


class OrganizationBody(Place):
    """A company that runs stores."""

    organization_uid: Uid | None = None
    is_active: bool = True
    website_url: str | None = None
    bank_info: BankInfo | None = None


class OpeningDay(WriteModel):
    """When a store is open on a day of the week."""

    is_open: bool
    open_from: TimeOfDay | None = None
    open_to: TimeOfDay | None = None


class OpeningHours(WriteModel):
    """When a store is open."""

    monday: OpeningDay | None = None
    tuesday: OpeningDay | None = None
    wednesday: OpeningDay | None = None
    thursday: OpeningDay | None = None
    friday: OpeningDay | None = None
    saturday: OpeningDay | None = None
    sunday: OpeningDay | None = None


class StoreBody(Place):
    """A store; its price list and its number series are said once, when it is created."""

    store_uid: Uid | None = None
    organization_uid: Uid | None = None
    latitude: Number | None = None
    longitude: Number | None = None
    is_active: bool = True
    opening_hours: OpeningHours | None = None
    sales_price_uid: Uid | None = None
    purchase_number_series_uid: Uid | None = None
    voucher_number_series_uid: Uid | None = None
    default_warehouse_uid: Uid | None = None
    default_return_warehouse_uid: Uid | None = None


class WarehouseBody(Named):
    """A warehouse."""

    warehouse_uid: Uid | None = None


class AccessGrant(WriteModel):
    """What a store may do in a warehouse."""

    role: Role


class PriceListBody(Named):
    """A price list."""

    pricelist_uid: Uid | None = None


class ProductGroupBody(Named):
    """A group of products; a group below another one has its scope, unless it says one."""

    product_group_uid: Uid | None = None
    parent_uid: Uid | None = None
    scope: Code | None = None


class BrandBody(Named):
    """A brand."""

    brand_uid: Uid | None = None


class SupplierBody(Place):
    """Who delivers; of `fixedDiscountRate` the unit is hundredths of a percent."""

    supplier_uid: Uid | None = None
    contact_name: str | None = None
    contact_email: str | None = None
    active: bool = True
    bank_info: BankInfo | None = None
    fixed_discount_rate: Amount | None = None
    currency: Currency | None = None
