"""Whether a customer may be written to Omnium under the id that Flow has, and whether an order may name the customer."""

from collections.abc import Iterator
from dataclasses import dataclass

from flow_omnium.flow.models import Customer as FlowCustomer
from flow_omnium.omnium.models import Customer as OmniumCustomer
from order_sync.customers.gathered import NO_MEMORY, CustomerSides, Guest, Memory, kind_of, other_kind
from order_sync.customers.memory import CONTACTS, NAMES, comparable_values
from order_sync.customers.same_person import contradictions
from order_sync.identity import came_with_an_order, is_guest, omnium_customer_id

_ANONYMISED = frozenset({"anonymized", "anonymised", "anonymous", "deleted"})


@dataclass(frozen=True)
class KnownCustomer:
    """A customer of Flow and what Omnium has under the same id."""

    in_flow: FlowCustomer
    in_omnium: OmniumCustomer | None
    is_of_other_kind: bool
    memory: Memory = NO_MEMORY


def trouble(sides: CustomerSides) -> str | None:
    """Return what only a person can settle; until then nothing is written, so that no other customer is overwritten."""
    uid, customer_id = sides.in_flow.customer_uid, omnium_customer_id(sides.in_flow)
    # Written to Omnium, one guest would overwrite the record that all others go by.
    if is_guest(sides.in_flow, sides.rules.shared_ids):
        return f"customer {uid} of Flow has {customer_id}, an id that guests share in Omnium"
    # Each event of either would overwrite the other's name there (decision 35).
    if sides.others:
        uids = ", ".join(sorted({*sides.others, uid}))
        return (
            f"customers {uids} of Flow all are customer {customer_id} of Omnium: none of them is sent there"
        )
    return _whose_id(KnownCustomer(sides.in_flow, sides.in_omnium, sides.is_of_other_kind, sides.memory))


def _whose_id(known: KnownCustomer) -> str | None:
    """Return why nothing may be written to Omnium under the customer's id; None if the id is the customer's."""
    return next(_reasons(known), None)


def order_trouble(known: KnownCustomer) -> str | None:
    """Return why an order or an invoice may not name the customer; None if it may.

    A customer that Omnium has never had, such as a guest of an order, may be named: no record was lost.
    """
    memory = known.memory
    is_unknown = known.in_omnium is None and not known.is_of_other_kind and not memory.was_told
    return None if is_unknown and not memory.is_erased else _whose_id(known)


def erased(customer_uid: str) -> str:
    """Say that an erased customer is not made again."""
    return f"customer {customer_uid} was erased or deleted before: nothing of him is sent to Omnium"


def _reasons(known: KnownCustomer) -> Iterator[str]:
    customer, record = known.in_flow, known.in_omnium
    uid, customer_id, kind = customer.customer_uid, omnium_customer_id(customer), kind_of(customer)
    # Above all other reasons: a later event or order must not undo an erasure.
    if known.memory.is_erased:
        yield erased(uid)
    if known.is_of_other_kind:
        yield f"customer {customer_id} is a {kind} one in Flow, and a {other_kind(kind)} one in Omnium"
    if record is None:
        yield from _lost(known)
        return
    if _is_anonymised(record, known.memory):
        yield f"customer {customer_id} is anonymised in Omnium: nothing of him is sent there"
    if _may_be_another(known):
        differing = contradictions(customer, record)
        if differing:
            yield (
                f"customer {uid} of Flow is not customer {customer_id} of Omnium, though the id is the same: "
                f"{', '.join(differing)} differ"
            )


def _lost(known: KnownCustomer) -> Iterator[str]:
    """Flag a record that Omnium once had. Without an id in Flow or a mark of ours it never had one, nor of a guest."""
    customer, was_told = known.in_flow, known.memory.was_told
    if (customer.external_id is None and not was_told) or known.memory.guest is not Guest.NO:
        return
    uid, customer_id = customer.customer_uid, omnium_customer_id(customer)
    if came_with_an_order(customer) and not was_told:
        yield f"customer {uid} came with an order of Omnium's, which has no customer {customer_id}: he is not made there"
        return
    yield (
        f"customer {uid} was customer {customer_id} of Omnium, which has none of that id any more: erased, merged, or "
        f"deleted, and not made again"
    )


def _may_be_another(known: KnownCustomer) -> bool:
    """Tell whether the record may be a stranger's: none of its values came from us.

    An external id that others wrote in Flow is trusted, as long as we have no mark that says otherwise.
    """
    is_ours_to_judge = known.in_flow.external_id is None or known.memory.is_known
    # One field that we wrote is enough: the record is ours, whatever he is called by now.
    return is_ours_to_judge and not known.memory.own_fields


def _is_anonymised(record: OmniumCustomer, memory: Memory) -> bool:
    """Tell whether a record was anonymised.

    It was if it says so in place of a name, is inactive and has no contact, or has lost all names and contacts that we had
    sent. A customer that is merely inactive keeps e-mail and phone.
    """
    values = comparable_values(record)
    # Omnium publishes no mark of an anonymised customer.
    if record.is_inactive and not any(values.get(name) for name in CONTACTS):
        return True
    if any(values.get(name, "").strip("*. ").casefold() in _ANONYMISED for name in NAMES):
        return True
    return memory.told_contacts and not any(values.get(name) for name in (*NAMES, *CONTACTS))
