"""The customer of an order in Flow: one that Flow has, or one to be made (flow.md 1.9, the other way round)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.flow.models import CustomerType, NewAddress, NewCustomer, is_company
from flow_omnium.flow.uids import sanitize_uid, uids_of
from flow_omnium.omnium.models import Customer, CustomerKind, Order
from flow_omnium.outcomes import InvalidData
from order_sync.address import flow_country
from order_sync.customers.flow_to_omnium import to_omnium
from order_sync.customers.gathered import CustomerRules
from order_sync.customers.same_person import contradictions
from order_sync.identity import is_shared
from order_sync.inbound.addresses import customer_address, name_parts, street_of
from order_sync.inbound.changes import CreateCustomer


@dataclass(frozen=True)
class CustomerFacts:
    """What both systems know of the order's customer.

    - `in_flow`: customers whose external id is the customer's id
    - `of_uids`: customers with the uids that we would give, up to the first free one
    - `in_omnium`: Omnium's record; read only where `in_flow` is empty
    - `named`: the customer as the order itself describes it
    - `is_erased`: erased or deleted before, so not to be made again
    """

    in_flow: Sequence[FlowCustomer] = ()
    of_uids: Sequence[FlowCustomer] = ()
    in_omnium: Customer | None = None
    named: Customer | None = None
    is_erased: bool = False


NOBODY = CustomerFacts()


def customer_kind(order: Order) -> CustomerKind:
    """Tell which of Omnium's two types of customers the order names."""
    return CustomerKind.BUSINESS if is_company(order.customer_type) else CustomerKind.PRIVATE


def customer_id_of(order: Order, shared_ids: Collection[str]) -> str | None:
    """Return Omnium's id of the customer; None for a guest: without an id, or with one of those that guests share."""
    given = order.customer_id
    return None if given is None or is_shared(given, shared_ids) else given


def known_customer_uid(customer_id: str, facts: CustomerFacts) -> str | None:
    """Return the uid of the customer in Flow; None if there is none.

    A customer without an external id counts if the uid is that very id and no field contradicts: the shop made the customer,
    and Omnium's id is not noted there yet.
    """
    if facts.in_flow:
        # Of several the first by uid, in every run; `doubled` flags them (decision 35).
        return min(customer.customer_uid for customer in facts.in_flow)
    own = (one for one in facts.of_uids if _is_customer(one, customer_id) and not _is_other(one, facts))
    return next((one.customer_uid for one in own), None)


def _is_other(customer: FlowCustomer, facts: CustomerFacts) -> bool:
    """Tell whether the uid only happens to be a stranger's number in Omnium."""
    record = facts.in_omnium or facts.named
    return customer.external_id is None and record is not None and bool(contradictions(customer, record))


def named_in(order: Order, customer_id: str) -> Customer:
    """Return the customer as the order itself describes it."""
    billing = customer_address(order) or NewAddress()
    return Customer(
        customer_id=customer_id,
        first_name=billing.firstname,
        last_name=billing.lastname,
        name=billing.company_name,
        tax_id=billing.vat_number,
        email=billing.email,
        phone=billing.mobile,
    )


def erased_flags(customer_id: str, facts: CustomerFacts) -> Iterator[str]:
    """Flag an order whose customer was erased and is not made again."""
    if facts.is_erased:
        yield f"customer {customer_id} was erased or deleted before: he is not made again, the order has his address alone"


def made(customer: NewCustomer, facts: CustomerFacts, loyalty_key: str | None) -> CreateCustomer:
    """Return the write that makes the customer."""
    as_read = FlowCustomer.model_validate(customer.model_dump())
    fields = to_omnium(as_read, CustomerRules(loyalty_provider=loyalty_key))
    return CreateCustomer(customer, fields, is_guest=facts.in_omnium is None)


def _is_customer(customer: FlowCustomer, customer_id: str) -> bool:
    """Tell whether a customer has this id in Omnium, and not one that merely gives the same uid."""
    return (customer.external_id or customer.customer_uid) == customer_id


def doubled(customer_id: str, facts: CustomerFacts) -> Iterator[str]:
    """Flag a customer that Flow has several times; the order gets the first."""
    uids = sorted(customer.customer_uid for customer in facts.in_flow)
    if len(uids) > 1:
        yield f"customers {', '.join(uids)} of Flow all are customer {customer_id} of Omnium: the order is {uids[0]}'s"


def of_other_kind(order: Order, customer_id: str, facts: CustomerFacts) -> Iterator[str]:
    """Flag a person in Flow whose order is a company's, or the reverse: they may be two customers with one id."""
    uid = known_customer_uid(customer_id, facts)
    known = next((one for one in (*facts.in_flow, *facts.of_uids) if one.customer_uid == uid), None)
    if known is None or not known.customer_type or not order.customer_type:
        return
    if known.is_company != is_company(order.customer_type):
        yield (
            f"customer {customer_id} is a {_kind(is_company=not known.is_company)} by the order in Omnium, and a "
            f"{_kind(is_company=known.is_company)} in Flow: the order is {known.customer_uid}'s"
        )


def _kind(*, is_company: bool) -> str:
    return "company" if is_company else "person"


def new_customer(
    order: Order, customer_id: str, facts: CustomerFacts, loyalty_key: str | None
) -> NewCustomer:
    """Map the customer from Omnium's record, or from the order's billing address where there is none.

    Raises InvalidData if no uid is free.
    """
    uid = _free_uid(customer_id, facts)
    if facts.in_omnium is None:
        return _from_address(order, customer_id).model_copy(update={"customer_uid": uid})
    made = _from_record(facts.in_omnium, customer_kind(order), customer_id, loyalty_key)
    return made.model_copy(update={"customer_uid": uid})


def _free_uid(customer_id: str, facts: CustomerFacts) -> str:
    """Return the first free uid for the customer. Raises InvalidData if other customers have them all."""
    # Whoever came first has the plain uid, the next look-alike the one with a mark (decision 35).
    free = uids_of(customer_id)[len(facts.of_uids) :]
    if not free:
        taken = facts.of_uids[-1]
        owner = f"uid {taken.customer_uid} is customer {taken.external_id or taken.customer_uid}"
        raise InvalidData("customerId", customer_id, f"free in Flow: {owner}")
    return free[0]


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
        loyalty_id=_loyalty_id(customer, loyalty_key),
    )


def _names(customer: Customer) -> tuple[str | None, str | None]:
    if customer.first_name or customer.last_name:
        return customer.first_name, customer.last_name
    return name_parts(customer.full_name)


def _loyalty_id(customer: Customer, key: str | None) -> str | None:
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
