"""Private and business customers, and the patches of them (omnium.md 8)."""

from typing import Any, Literal, TypeAlias

from pydantic import Field, RootModel

from simulators.omnium.models.common import ZERO, Asset, ExternalId, PathId, PropertyItem
from simulators.omnium.models.patch import PatchOptions
from simulators.write_model import AnyCaseModel, IsoTime, Number

CustomerKind: TypeAlias = Literal["private", "business"]


class CustomerAddress(AnyCaseModel):
    """An address of a customer; it differs from the one on an order."""

    name: str | None = None
    location_name: str | None = None
    line1: str | None = None
    line2: str | None = None
    street_number: str | None = None
    apartment_number: str | None = None
    postal_code: str | None = None
    city: str | None = None
    region_code: str | None = None
    region_name: str | None = None
    state: str | None = None
    country_code: str | None = None
    country_name: str | None = None
    phone: str | None = None
    email: str | None = None
    external_id: str | None = None
    purposes: list[str] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)


class CustomerGroup(AnyCaseModel):
    """A group that a customer is in."""

    id: str
    name: str | None = None


class Consent(AnyCaseModel):
    """What a customer agreed to."""

    type: str
    status: str | None = None
    date: IsoTime | None = None
    source: str | None = None
    content: str | None = None
    description: str | None = None
    market_ids: list[str] = Field(default_factory=list)


class Customer(AnyCaseModel):
    """What both kinds of customer have; the id is chosen by the caller."""

    customer_id: PathId
    customer_number: str | None = None
    email: str | None = None
    phone: str | None = None
    address: CustomerAddress | None = None
    addresses: list[CustomerAddress] = Field(default_factory=list)
    market_id: str | None = None
    additional_market_ids: list[str] = Field(default_factory=list)
    market_group_id: str | None = None
    store_ids: list[str] = Field(default_factory=list)
    is_global: bool = False
    is_inactive: bool = False
    external_ids: list[ExternalId] = Field(default_factory=list)
    properties: list[PropertyItem] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    customer_groups: list[CustomerGroup] = Field(default_factory=list)
    consents: list[Consent] = Field(default_factory=list)
    preferred_language: str | None = None
    preferred_currency: str | None = None
    preferred_shipping_method: str | None = None
    payment_terms: str | None = None
    payment_terms_net: int | None = None
    customer_relations: list[dict[str, Any]] = Field(default_factory=list)
    customer_details: dict[str, Any] | None = None
    url: str | None = None
    created: IsoTime | None = None
    modified: IsoTime | None = None
    modified_by: str | None = None


class PrivateCustomer(Customer):
    """A person; `fullName` is calculated."""

    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    birth_date: IsoTime | None = None
    gender: str | None = None
    is_customer_club_member: bool = False
    bonus_points: int = 0
    discount_coupons: list[dict[str, Any]] = Field(default_factory=list)


class ContactPerson(AnyCaseModel):
    """A person to talk to at a business."""

    id: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    roles: list[str] = Field(default_factory=list)
    is_primary_contact: bool = False
    notify: bool = False
    private_customer_id: str | None = None
    address: CustomerAddress | None = None
    external_ids: list[ExternalId] = Field(default_factory=list)


class BusinessCustomer(Customer):
    """A business and its contacts."""

    name: str | None = None
    tax_id: str | None = None
    contacts: list[ContactPerson] = Field(default_factory=list)
    credit_limit: Number = ZERO
    credit_balance: Number = ZERO
    credit_remaining: Number = ZERO
    is_credit_denied: bool = False
    business_customer_credit: list[dict[str, Any]] = Field(default_factory=list)
    price_groups: list[str] = Field(default_factory=list)
    discount_groups: list[str] = Field(default_factory=list)
    notification_email_addresses: list[str] = Field(default_factory=list)
    logo: Asset | None = None
    assets: list[Asset] = Field(default_factory=list)


class CustomerSearch(AnyCaseModel):
    """The search body; a filter that is not here is refused, for a real Omnium would silently ignore it."""

    customer_id: str | None = None
    customer_ids: list[str] | None = None
    customer_numbers: list[str] | None = None
    email: str | None = None
    phone: str | None = None
    tax_id: str | None = None
    external_ids: list[ExternalId] | None = None
    is_inactive: bool | None = None
    page: int = 0
    take: int = 20


class PrivateCustomerPatch(PrivateCustomer, PatchOptions):
    """Fields of a private customer to change."""


class BusinessCustomerPatch(BusinessCustomer, PatchOptions):
    """Fields of a business customer to change."""


class PrivateCustomerList(RootModel[list[PrivateCustomer]]):
    """The body of AddOrUpdateMany for private customers."""


class BusinessCustomerList(RootModel[list[BusinessCustomer]]):
    """The body of AddOrUpdateMany for business customers."""
