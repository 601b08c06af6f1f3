"""Who a new order is for (flow.md 1.2): the customer in Flow, and the address that the order itself has. No I/O."""

from typing import Literal, TypedDict

from flow_omnium.flow.models import Address, Customer, Order
from flow_omnium.omnium.models import NewAddress
from order_sync.to_omnium.address import full_name, omnium_address
from order_sync.to_omnium.identity import omnium_customer_id


class CustomerFields(TypedDict):
    """The fields of Omnium's order that tell who it is for."""

    customer_id: str | None
    customer_number: str | None
    customer_type: Literal["B2B", "B2C"] | None
    customer_name: str | None
    customer_email: str | None
    customer_phone: str | None
    billing_address: NewAddress | None


def customer_fields(order: Order, customer: Customer | None, *, is_named: bool = True) -> CustomerFields:
    """Fill the fields; what the order's address lacks comes from the customer.

    One who is not named is told by the address alone: his id is another's in Omnium, or nobody's any more.
    """
    known = Address() if customer is None else Address.model_validate(customer.model_dump())
    address = order.invoice_address or order.customer_address or known
    named = customer if is_named else None
    return CustomerFields(
        customer_id=None if named is None else omnium_customer_id(named),
        customer_number=None if named is None else named.loyalty_id,
        customer_type=None if customer is None else ("B2B" if customer.is_company else "B2C"),
        customer_name=full_name(address) or full_name(known),
        customer_email=address.email or known.email,
        customer_phone=address.mobile or known.mobile,
        billing_address=omnium_address(address),
    )
