"""Flow's customers: as we read them, and as we write them (flow.md 4.5)."""

from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import RootModel

from flow_omnium.rest.models import LENIENT, Detail, ReadModel, Text, UtcTime, WriteModel


class CustomerType(StrEnum):
    """What a customer is; Omnium keeps the two apart (flow.md 1.9)."""

    PERSON = "PERSON"
    COMPANY = "COMPANY"


COMPANY_TYPES: Final = frozenset({"company", "b2b", "business"})
"""How a customer or an order says, in lower case, that its customer is a company: both vendors write either (flow.md 1.9)."""


def is_company(customer_type: str | None) -> bool:
    """Tell a company from a person by what either system calls it; what has no type is a person."""
    return (customer_type or "").strip().lower() in COMPANY_TYPES


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
        """See `is_company`."""
        return is_company(self.customer_type)


class CustomerChange(RootModel[dict[str, Any]]):
    """A customer as it is to stand: the whole of it, for nobody has published that Flow keeps what is left out."""


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
