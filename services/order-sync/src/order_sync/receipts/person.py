"""Whom an invoice names: the customer on the receipt, else the one of the order. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flow_omnium.flow.models import Address, Customer, Order, Receipt
from flow_omnium.omnium.models import NewAddress
from order_sync.to_omnium.address import full_name, omnium_address
from order_sync.to_omnium.identity import omnium_customer_id


@dataclass(frozen=True)
class Person:
    """The customer as an invoice names one; every field is None for a sale to nobody in particular."""

    customer_id: str | None
    name: str | None
    email: str | None
    type: Literal["Business", "Private"] | None
    address: NewAddress | None


def person_on(receipt: Receipt, order: Order, customers: Mapping[str, Customer]) -> Person:
    """Take the address that was written down at the sale before what the customer's record says today."""
    uid = customer_uid(receipt, order)
    customer = customers.get(uid) if uid else None
    address = receipt.customer_address or order.customer_address or _address_of(customer)
    mapped = omnium_address(address)
    return Person(
        customer_id=uid if customer is None else omnium_customer_id(customer),
        name=full_name(address) if address else None,
        email=address.email if address else None,
        type=_type(customer, address) if uid or mapped else None,
        address=mapped,
    )


def customer_uid(receipt: Receipt, order: Order) -> str | None:
    """Return Flow's uid of the customer."""
    return receipt.customer_uid or order.customer_uid


def _type(customer: Customer | None, address: Address | None) -> Literal["Business", "Private"]:
    is_business = customer.is_company if customer else bool(address and address.company_name)
    return "Business" if is_business else "Private"


def _address_of(customer: Customer | None) -> Address | None:
    if customer is None:
        return None
    fields = customer.model_dump(include=set(Address.model_fields))
    return Address.model_validate(fields)
