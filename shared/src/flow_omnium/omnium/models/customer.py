"""Omnium's customers: private and business ones are two types with routes of their own (omnium.md 8)."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict

from flow_omnium.omnium.models.values import ExternalId, NewExternalId
from flow_omnium.rest.models import LENIENT, Detail, Extras, Flag, ReadModel, UtcTime, WriteModel


class CustomerKind(StrEnum):
    """Which of the two types."""

    PRIVATE = "private"
    BUSINESS = "business"


class CustomerAddress(ReadModel):
    """A customer's address. Fields that we have no use for are kept, so that it can be written back whole."""

    model_config = ConfigDict(extra="allow")

    name: Detail = None
    line1: Detail = None
    line2: Detail = None
    street_number: Detail = None
    postal_code: Detail = None
    city: Detail = None
    country_code: Detail = None


class Customer(ReadModel):
    """A customer of either type: `name` and `tax_id` are a business's, the names in parts a person's."""

    customer_id: str
    customer_number: Detail = None
    first_name: Detail = None
    last_name: Detail = None
    full_name: Detail = None
    name: Detail = None
    tax_id: Detail = None
    email: Detail = None
    phone: Detail = None
    address: Annotated[CustomerAddress | None, LENIENT] = None
    market_group_id: Detail = None
    external_ids: Extras[ExternalId] = ()
    created: UtcTime = None
    is_inactive: Annotated[Flag, LENIENT] = False


class NewCustomerAddress(WriteModel):
    """A customer's address to be written; beside our fields it may hold what Omnium's own had."""

    model_config = ConfigDict(extra="allow")

    name: str | None = None
    line1: str | None = None
    line2: str | None = None
    street_number: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None


class CustomerWrite(WriteModel):
    """A customer to be made, or the fields of one to be changed: None is left alone, an empty text empties a field."""

    customer_id: str
    customer_number: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    name: str | None = None
    tax_id: str | None = None
    email: str | None = None
    phone: str | None = None
    address: NewCustomerAddress | None = None
    market_group_id: str | None = None
    external_ids: tuple[NewExternalId, ...] | None = None
    created: datetime | None = None
    modified: datetime | None = None
    modified_by: str | None = None


class CustomerSearch(WriteModel):
    """Which customers are looked for: those with one of the numbers, or with one of the external ids."""

    customer_numbers: tuple[str, ...] | None = None
    external_ids: tuple[NewExternalId, ...] | None = None
    page: int = 0
    take: int = 100
