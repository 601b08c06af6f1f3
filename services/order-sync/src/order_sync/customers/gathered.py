"""What a plan for a customer rests on: both systems' records, our marks, and our settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.omnium.models import Customer as OmniumCustomer
from flow_omnium.omnium.models import CustomerKind


@dataclass(frozen=True)
class CustomerRules:
    """Settings for customers.

    `loyalty_provider` is the provider whose external id the loyalty id is; None if it is the customer number. `shared_ids` are
    the ids that guests share, in lower case.
    """

    tenant_country: str | None = None
    market_group_id: str | None = None
    loyalty_provider: str | None = None
    shared_ids: frozenset[str] = frozenset()


class Guest(Enum):
    """Whether we made the customer in Flow from an order alone, while Omnium had no record."""

    NO = auto()
    AS_MADE = auto()
    """The shop has not changed the record since."""
    EDITED = auto()


@dataclass(frozen=True)
class Memory:
    """What our marks say of a customer.

    - `is_erased`: erased, or deleted in the shop
    - `was_told`: Omnium has had the customer from us
    - `is_known`: there is any mark, be it only of a write that was about to happen
    - `own_fields`: the fields in which Omnium has what the shop sent last
    - `told_contacts`: we have sent a name, an e-mail or a phone number
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
    """Another customer in Omnium with the loyalty id that the shop has given to ours.

    `has_moved`: the id came from the shop, which has since given that customer another one, or none.
    """

    kind: CustomerKind
    record: OmniumCustomer
    has_moved: bool = False


NO_RULES: Final = CustomerRules()


@dataclass(frozen=True)
class CustomerSides:
    """A customer of Flow, the record in Omnium if there is one, and whether Omnium has the id as the other type.

    `others` are the uids of further customers of Flow with the same id in Omnium; `holders` have the same loyalty id there.
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
    """A customer that Flow has no more; `is_deletion` if an event said so.

    `kinds_in_omnium` are the types under which Omnium has a customer with that id.
    """

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
