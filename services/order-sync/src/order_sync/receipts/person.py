"""Whom an invoice names: the customer on the receipt, else the one of the order. No I/O."""

from collections.abc import Mapping
from typing import Literal, TypedDict

from flow_omnium.flow.models import Address, Customer, Order, Receipt
from flow_omnium.omnium.models import NewAddress
from order_sync.to_omnium.address import full_name, omnium_address
from order_sync.to_omnium.identity import omnium_customer_id

CustomerType = Literal["Business", "Private"]


class PersonFields(TypedDict):
    """The fields of an invoice that name the customer; all None for a sale to nobody in particular."""

    customer_id: str | None
    customer_name: str | None
    customer_email: str | None
    customer_type: CustomerType | None
    customer_address: NewAddress | None


def person_fields(
    receipt: Receipt, order: Order, customers: Mapping[str, Customer], nameless: Mapping[str, str]
) -> PersonFields:
    """Fill the fields: what was written down at the sale comes before what the customer's record says today."""
    customer = customers.get(customer_uid(receipt, order) or "")
    known = Address() if customer is None else Address.model_validate(customer.model_dump())
    address = order.invoice_address or receipt.customer_address or order.customer_address or known
    mapped = omnium_address(address)
    is_named = customer is not None and customer.customer_uid not in nameless
    return PersonFields(
        customer_id=omnium_customer_id(customer) if customer is not None and is_named else None,
        customer_name=full_name(address) or full_name(known),
        customer_email=address.email or known.email,
        customer_type=None if customer is None and mapped is None else _type(customer, address),
        customer_address=mapped,
    )


def customer_uid(receipt: Receipt, order: Order) -> str | None:
    """Return Flow's uid of the customer."""
    return receipt.customer_uid or order.customer_uid


def _type(customer: Customer | None, address: Address) -> CustomerType:
    is_business = bool(address.company_name) if customer is None else customer.is_company
    return "Business" if is_business else "Private"
