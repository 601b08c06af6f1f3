"""What must be written for both systems to agree on a customer. No I/O."""

from collections.abc import Iterator
from typing import Final

from flow_omnium.jobs.sync import Plan, telling
from order_sync.customers.comparison import patch_of
from order_sync.customers.flow_to_omnium import to_omnium
from order_sync.customers.sides import CustomerSides, kind_of, other_kind
from order_sync.customers.writes import CreateCustomer, CustomerChange, NoteExternalId, PatchCustomer
from order_sync.to_omnium.identity import came_with_an_order, is_guest, omnium_customer_id

_GUEST: Final = "the customer came with an order of Omnium's, which keeps no record of him"
"""He is in Flow by a write of ours, and no write of ours comes back as another."""


def plan_customer(sides: CustomerSides) -> Plan:
    """Compare a customer of Flow with Omnium's. What only a person can settle is flagged, and nothing written."""
    documents = {"the customer in Flow": sides.in_flow, "the customer in Omnium": sides.in_omnium}
    return telling(_planned(sides), documents)


def _planned(sides: CustomerSides) -> Plan:
    if reason := _trouble(sides):
        return Plan(reason=reason, flags=(reason,))
    if sides.in_omnium is None and came_with_an_order(sides.in_flow):
        return Plan(reason=_GUEST)
    return Plan((*_writes_to_omnium(sides), *_writes_to_flow(sides)))


def _trouble(sides: CustomerSides) -> str | None:
    """Tell what only a person can settle; until then nothing is written, so that nobody is overwritten."""
    kind = kind_of(sides.in_flow)
    customer_id = omnium_customer_id(sides.in_flow)
    if is_guest(sides.in_flow, sides.rules.shared_ids):
        return f"customer {sides.in_flow.customer_uid} of Flow has {customer_id}, an id that guests share in Omnium"
    if sides.others:
        uids = ", ".join(sorted({*sides.others, sides.in_flow.customer_uid}))
        return (
            f"customers {uids} of Flow all are customer {customer_id} of Omnium: none of them is sent there"
        )
    if sides.is_of_other_kind:
        return f"customer {customer_id} is a {kind} one in Flow, and a {other_kind(kind)} one in Omnium"
    return None


def _writes_to_omnium(sides: CustomerSides) -> Iterator[CustomerChange]:
    kind, wanted = kind_of(sides.in_flow), to_omnium(sides.in_flow, sides.rules)
    if sides.in_omnium is None:
        yield CreateCustomer(kind, wanted)
    elif patch := patch_of(wanted, sides.in_omnium, sides):
        yield PatchCustomer(kind, sides.in_omnium, patch)


def _writes_to_flow(sides: CustomerSides) -> Iterator[CustomerChange]:
    if sides.in_flow.external_id is None:
        yield NoteExternalId(sides.in_flow.customer_uid, omnium_customer_id(sides.in_flow))
