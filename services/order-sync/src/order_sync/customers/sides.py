"""What both systems know of a customer, and what of our settings matters to it. No I/O."""

from dataclasses import dataclass

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.omnium.models import Customer as OmniumCustomer
from flow_omnium.omnium.models import CustomerKind


@dataclass(frozen=True)
class CustomerRules:
    """Our settings: the country of the tenant, the market group, whose external id is the loyalty id, and the ids that
    guests share, in lower case."""

    tenant_country: str | None = None
    market_group_id: str | None = None
    loyalty_provider: str | None = None
    shared_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CustomerSides:
    """A customer of Flow, its like in Omnium if there is one, and whether Omnium has it as the other type.

    `others` are the uids of further customers of Flow that are the same one in Omnium.
    """

    in_flow: FlowCustomer
    in_omnium: OmniumCustomer | None
    is_of_other_kind: bool
    rules: CustomerRules
    others: tuple[str, ...] = ()


def kind_of(customer: FlowCustomer) -> CustomerKind:
    """Return the type a customer of Flow has in Omnium: a company is a business, all else a person."""
    return CustomerKind.BUSINESS if customer.is_company else CustomerKind.PRIVATE


def other_kind(kind: CustomerKind) -> CustomerKind:
    """Return the other of the two types."""
    return CustomerKind.PRIVATE if kind is CustomerKind.BUSINESS else CustomerKind.BUSINESS
