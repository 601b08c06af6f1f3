"""Who an order is for in Flow: a customer it has, or one to be made (flow.md 1.9, the other way round). No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.flow.models import CustomerType, NewCustomer
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.omnium.models import Customer, CustomerKind, Order
from flow_omnium.outcomes import InvalidData
from order_sync.country_code import flow_country
from order_sync.inbound.customer_address import customer_address, name_parts, street_of

BUSINESS_NAMES = frozenset({"b2b", "business", "company"})
"""How an order may say that its customer is a business, in lower case."""


@dataclass(frozen=True)
class CustomerFacts:
    """What both sides know of the order's customer.

    `in_flow` are those with the customer's id, `of_uid` the one with the uid we would give; `in_omnium` is read only
    where Flow has none.
    """

    in_flow: Sequence[FlowCustomer] = ()
    of_uid: FlowCustomer | None = None
    in_omnium: Customer | None = None


NOBODY = CustomerFacts()


def customer_kind(order: Order) -> CustomerKind:
    """Tell which of Omnium's two types of customers the order names."""
    is_business = (order.customer_type or "").lower() in BUSINESS_NAMES
    return CustomerKind.BUSINESS if is_business else CustomerKind.PRIVATE


def known_customer_uid(order: Order, facts: CustomerFacts) -> str | None:
    """Return the uid of the customer whom Flow has; None if there is none, or the order names none.

    One without an id of Omnium is the customer too if his uid is that id: the shop made him, and the id is on its way.
    Raises InvalidData if the uid belongs to somebody else.
    """
    if order.customer_id is None:
        return None
    if facts.in_flow:
        return min(customer.customer_uid for customer in facts.in_flow)
    if facts.of_uid is None:
        return None
    if facts.of_uid.external_id not in (None, order.customer_id):
        owner = facts.of_uid.external_id
        raise InvalidData(
            "customerId",
            order.customer_id,
            f"free in Flow: uid {facts.of_uid.customer_uid} is customer {owner}",
        )
    return facts.of_uid.customer_uid


def new_customer(
    order: Order, customer_id: str, facts: CustomerFacts, loyalty_key: str | None
) -> NewCustomer:
    """Map the customer from Omnium's record, or from the order's billing address where there is none."""
    if facts.in_omnium is None:
        return _from_address(order, customer_id)
    return _from_record(facts.in_omnium, customer_kind(order), customer_id, loyalty_key)


def _from_record(
    customer: Customer, kind: CustomerKind, customer_id: str, loyalty_key: str | None
) -> NewCustomer:
    address = customer.address
    is_business = kind is CustomerKind.BUSINESS
    firstname, lastname = _names(customer)
    return NewCustomer(
        customer_uid=sanitize_uid(customer_id),
        customer_type=CustomerType.COMPANY if is_business else CustomerType.PERSON,
        external_id=customer_id,
        firstname=firstname,
        lastname=lastname,
        company_name=customer.name if is_business else None,
        vat_number=customer.tax_id,
        email=customer.email,
        mobile=customer.phone,
        address=street_of(address) if address else None,
        postal_code=address and address.postal_code,
        city=address and address.city,
        country_code=flow_country(address.country_code) if address else None,
        loyalty_id=loyalty_id(customer, loyalty_key),
    )


def _names(customer: Customer) -> tuple[str | None, str | None]:
    if customer.first_name or customer.last_name:
        return customer.first_name, customer.last_name
    return name_parts(customer.full_name)


def loyalty_id(customer: Customer, key: str | None) -> str | None:
    """Find the loyalty id: the external id of that name; without a name the customer number is it (flow.md 1.9)."""
    if key is None:
        return customer.customer_number
    return next((given.id for given in customer.external_ids if given.provider_name == key), None)


def _from_address(order: Order, customer_id: str) -> NewCustomer:
    address = customer_address(order)
    known = address.model_dump(exclude_none=True) if address else {}
    is_business = customer_kind(order) is CustomerKind.BUSINESS
    return NewCustomer(
        customer_uid=sanitize_uid(customer_id),
        customer_type=CustomerType.COMPANY if is_business else CustomerType.PERSON,
        external_id=customer_id,
        **known,
    )
