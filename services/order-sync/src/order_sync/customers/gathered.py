"""What both systems know of a customer, what is kept of it, and what of our settings matters to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

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


class Guest(Enum):
    """Whether we made the customer in Flow from an order alone, of whom Omnium keeps no record."""

    NO = auto()
    AS_MADE = auto()
    """And the shop has not touched him since."""
    EDITED = auto()


@dataclass(frozen=True)
class Memory:
    """What is kept of the customer: that he was erased, that he is a guest, that Omnium has had him.

    `is_known` tells that anything is kept of him, be it only what was about to be told; `own_fields` are those in which Omnium has what the shop told it last.
    """

    is_erased: bool = False
    guest: Guest = Guest.NO
    was_told: bool = False
    is_known: bool = False
    own_fields: frozenset[str] = frozenset()
    told_contacts: bool = False


NO_MEMORY: Final = Memory()


@dataclass(frozen=True)
class NumberHolder:
    """Another customer of Omnium's that has the loyalty id which the shop has given to ours.

    `has_moved`: it had the id from the shop, which has given that customer another one, or none.
    """

    kind: CustomerKind
    record: OmniumCustomer
    has_moved: bool = False


NO_RULES: Final = CustomerRules()


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
    memory: Memory = NO_MEMORY
    holders: Sequence[NumberHolder] = ()


@dataclass(frozen=True)
class GoneSides:
    """A customer whom Flow has not: the types of those of Omnium's with that id, and whether an event told of the end."""

    customer_uid: str
    kinds_in_omnium: Sequence[CustomerKind] = ()
    is_deletion: bool = False
    memory: Memory = NO_MEMORY


def kind_of(customer: FlowCustomer) -> CustomerKind:
    """Return the type a customer of Flow has in Omnium: a company is a business, all else a person."""
    return CustomerKind.BUSINESS if customer.is_company else CustomerKind.PRIVATE


def other_kind(kind: CustomerKind) -> CustomerKind:
    """Return the other of the two types."""
    return CustomerKind.PRIVATE if kind is CustomerKind.BUSINESS else CustomerKind.BUSINESS
