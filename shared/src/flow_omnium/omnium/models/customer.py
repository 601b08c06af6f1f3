"""Omnium's customers: private and business ones are two types with routes of their own (omnium.md 8)."""

from datetime import datetime
from enum import StrEnum

from pydantic import ConfigDict

from flow_omnium.omnium.models.values import ExternalId
from flow_omnium.runtime.wire import Items, ReadModel, Text, WriteModel


class CustomerKind(StrEnum):
    """Which of the two types."""

    PRIVATE = "private"
    BUSINESS = "business"


class CustomerAddress(ReadModel):
    """A customer's address. Fields that we have no use for are kept, so that it can be written back whole."""

    model_config = ConfigDict(extra="allow")

    name: Text = None
    line1: Text = None
    line2: Text = None
    street_number: Text = None
    postal_code: Text = None
    city: Text = None
    country_code: Text = None


class Customer(ReadModel):
    """A customer of either type: `name` and `tax_id` are a business's, the names in parts a person's."""

    customer_id: str
    customer_number: Text = None
    first_name: Text = None
    last_name: Text = None
    full_name: Text = None
    name: Text = None
    tax_id: Text = None
    email: Text = None
    phone: Text = None
    address: CustomerAddress | None = None
    market_group_id: Text = None
    external_ids: Items[ExternalId] = ()


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
    """A customer to be made, or the fields of one to be changed: what is None is left alone."""

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
    created: datetime | None = None
    modified: datetime | None = None
    modified_by: str | None = None
