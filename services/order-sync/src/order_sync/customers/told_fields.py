"""What Omnium has of a customer, field by field, in the form that is compared and kept as digests. No I/O."""

from collections.abc import Mapping
from typing import Final

from flow_omnium.omnium.models import Customer, CustomerAddress, CustomerWrite, NewCustomerAddress
from order_sync.customers.spelling import form_of

CONTACTS: Final = ("email", "phone")
NAMES: Final = ("first_name", "last_name", "name")
FIELDS: Final = (*NAMES, "tax_id", *CONTACTS, "customer_number")
"""What the shop masters: as long as Omnium has what the shop told, that goes when the shop empties it."""
ADDRESS_FIELDS: Final = ("line1", "postal_code", "city")
"""Likewise. The country is a person's tenant's, and a company's address is named as the company."""

_ADDRESS: Final = "address."


def told_values(customer: Customer | CustomerWrite) -> Mapping[str, str]:
    """List what is not empty, with `address.` before the fields of the address.

    A number that is the id is none: Omnium gives it to a customer without one.
    """
    address = customer.address
    values = {name: form_of(name, getattr(customer, name)) for name in FIELDS}
    values |= {f"{_ADDRESS}{name}": form_of(name, _of(address, name)) for name in ADDRESS_FIELDS}
    if customer.customer_number == customer.customer_id:
        values["customer_number"] = ""
    if isinstance(customer, CustomerWrite):
        values |= {f"loyalty of {one.provider_name}": one.id for one in customer.external_ids or ()}
    return {name: value for name, value in values.items() if value}


def _of(address: CustomerAddress | NewCustomerAddress | None, name: str) -> str | None:
    value: str | None = getattr(address, name, None)
    return value
