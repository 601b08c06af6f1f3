"""Flow's customers: as we read them, and as we write them (flow.md 4.5)."""

from enum import StrEnum
from typing import Annotated, Literal

from flow_omnium.runtime.wire import LENIENT, Detail, ReadModel, Text, UtcTime, WriteModel


class CustomerType(StrEnum):
    """What a customer is; Omnium keeps the two apart (flow.md 1.9)."""

    PERSON = "PERSON"
    COMPANY = "COMPANY"


class Customer(ReadModel):
    """A customer as Flow holds it; `external_id` is Omnium's customer id, absent while Omnium has none.

    `payment_terms` are days.
    """

    customer_uid: str
    customer_type: Detail = None
    firstname: Detail = None
    lastname: Detail = None
    company_name: Detail = None
    display_name: Detail = None
    email: Detail = None
    mobile: Detail = None
    address: Detail = None
    postal_code: Detail = None
    city: Detail = None
    country_code: Detail = None
    vat_number: Detail = None
    external_id: Text = None
    loyalty_id: Detail = None
    payment_terms: Annotated[int | None, LENIENT] = None
    origin: Text = None
    created_at: UtcTime = None
    last_modified_at: UtcTime = None
    last_modified_by: Detail = None

    @property
    def is_company(self) -> bool:
        """Tell a company from a person; what has no type is a person."""
        return self.customer_type == CustomerType.COMPANY


class CustomerChange(WriteModel):
    """A customer to be changed; a field that is None is left as it is."""

    external_id: str | None = None


class NewCustomer(WriteModel):
    """A customer to be made; we choose the uid, so that a repetition is a conflict."""

    customer_uid: str
    customer_type: CustomerType
    external_id: str
    origin: Literal["OMNIUM"] = "OMNIUM"
    firstname: str | None = None
    lastname: str | None = None
    company_name: str | None = None
    email: str | None = None
    mobile: str | None = None
    address: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country_code: str | None = None
    vat_number: str | None = None
    loyalty_id: str | None = None
