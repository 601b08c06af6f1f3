"""Plans what must be written so that both systems agree on a customer.

A loyalty id has one owner. It is taken from the previous owner before it is given to the next, and never given twice.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from flow_omnium.jobs.sync import Plan, telling
from flow_omnium.omnium.models import Customer as OmniumCustomer
from flow_omnium.omnium.models import CustomerWrite
from order_sync.customers.changes import (
    CreateCustomer,
    CustomerChange,
    MarkErased,
    MarkKnown,
    NoteExternalId,
    PatchCustomer,
)
from order_sync.customers.comparison import difference, other_loyalty_ids
from order_sync.customers.flow_to_omnium import to_omnium
from order_sync.customers.gathered import CustomerSides, GoneSides, Guest, NumberHolder, kind_of
from order_sync.customers.identity import trouble
from order_sync.identity import omnium_customer_id

_GUEST: Final = "the customer came with an order of Omnium's, which keeps no record of him"
"""Our own write made this customer in Flow: do not echo it to Omnium."""


def plan_customer(sides: CustomerSides) -> Plan:
    """Compare a customer of Flow with Omnium's. What only a person can settle is flagged, and nothing written."""
    documents = {"the customer in Flow": sides.in_flow, "the customer in Omnium": sides.in_omnium}
    return telling(_planned(sides), documents)


def _planned(sides: CustomerSides) -> Plan:
    if sides.in_omnium is None and sides.memory.guest is Guest.AS_MADE:
        return Plan(reason=_GUEST)
    if reason := trouble(sides):
        return Plan(reason=reason, flags=(reason,))
    if sides.memory.guest is Guest.AS_MADE:
        # All that the shop has came with an order: none of it is newer than the record that Omnium has by now.
        return Plan((MarkKnown(sides.in_flow.customer_uid, to_omnium(sides.in_flow, sides.rules)),))
    wanted = _without_taken(to_omnium(sides.in_flow, sides.rules), sides)
    flags = tuple(_flags_of(sides))
    if sides.in_omnium is None:
        return Plan((*_made(sides, wanted), *_noted(sides)), flags=flags)
    return _changed(sides, wanted, sides.in_omnium, flags)


def _made(sides: CustomerSides, wanted: CustomerWrite) -> Iterator[CustomerChange]:
    yield from _taken_numbers(sides.holders)
    yield CreateCustomer(kind_of(sides.in_flow), wanted, sides.in_flow.customer_uid)


def _changed(
    sides: CustomerSides, wanted: CustomerWrite, actual: OmniumCustomer, flags: tuple[str, ...]
) -> Plan:
    found = difference(wanted, actual, sides)
    writes: list[CustomerChange] = [*_taken_numbers(sides.holders)]
    if found.patch is not None:
        writes.append(
            PatchCustomer(kind_of(sides.in_flow), actual, found.patch, sides.in_flow.customer_uid, wanted)
        )
    if sides.memory.guest is not Guest.NO:
        writes.append(MarkKnown(sides.in_flow.customer_uid, wanted))
    kept = tuple(
        _kept_in_omnium(sides, actual.customer_id, found.left, tuple(other_loyalty_ids(wanted, actual)))
    )
    return Plan((*writes, *_noted(sides)), flags=(*flags, *kept))


def _kept_in_omnium(
    sides: CustomerSides, customer_id: str, left: tuple[str, ...], providers: tuple[str, ...]
) -> Iterator[str]:
    if left:
        yield f"customer {customer_id}: Omnium has {', '.join(left)}, and the shop none: left as it is"
    for provider in providers:
        uid = sides.in_flow.customer_uid
        yield f"customer {uid}: the loyalty id in Flow is not the one of {provider} in Omnium: left as it is"


def _noted(sides: CustomerSides) -> Iterator[CustomerChange]:
    if sides.in_flow.external_id is None:
        yield NoteExternalId(sides.in_flow.customer_uid, omnium_customer_id(sides.in_flow))


def plan_gone(sides: GoneSides) -> Plan:
    """Mark a deleted customer as erased, and flag that Omnium still has the record.

    It is not deleted there: orders, invoices and consents may have to be kept, which a person must decide.
    """
    uid = sides.customer_uid
    is_new = sides.is_deletion and not sides.memory.is_erased
    writes = (MarkErased(uid),) if is_new else ()
    return Plan(writes, f"the shop has no customer {uid} any more", tuple(_still_there(sides)))


def _still_there(sides: GoneSides) -> Iterator[str]:
    uid = sides.customer_uid
    for kind in sides.kinds_in_omnium:
        yield f"customer {uid} is gone from the shop: Omnium still has a {kind} customer {uid}"
    if not sides.kinds_in_omnium and sides.memory.was_told and sides.is_deletion:
        yield f"customer {uid} is gone from the shop: Omnium has had him under another id, and may still have him"


def _taken_numbers(holders: Sequence[NumberHolder]) -> Iterator[CustomerChange]:
    """Take the number from records that have it from the shop, where the shop has since moved it."""
    for holder in holders:
        if holder.has_moved:
            # An empty text: Omnium leaves alone what is null (omnium.md 2.2).
            emptied = CustomerWrite(customer_id=holder.record.customer_id, customer_number="")
            yield PatchCustomer(holder.kind, holder.record, emptied)


def _without_taken(wanted: CustomerWrite, sides: CustomerSides) -> CustomerWrite:
    """Leave the loyalty id out while another record keeps it; if ours has it already, it stays."""
    if _has_number(sides) or all(holder.has_moved for holder in sides.holders):
        return wanted
    return wanted.model_copy(update={"customer_number": None, "external_ids": None})


def _has_number(sides: CustomerSides) -> bool:
    """Tell whether the customer has the loyalty id in Omnium already, as the number."""
    number = sides.in_flow.loyalty_id
    return number is not None and sides.in_omnium is not None and sides.in_omnium.customer_number == number


def _flags_of(sides: CustomerSides) -> Iterator[str]:
    """Flag that another customer has the loyalty id in Omnium."""
    ids = sorted(holder.record.customer_id for holder in sides.holders if not holder.has_moved)
    uid = sides.in_flow.customer_uid
    # Ours has it already, and keeps it (`_without_taken`): the other one is told.
    if ids and _has_number(sides):
        yield f"customer {uid}: customer {', '.join(ids)} of Omnium has the same loyalty id"
    elif ids:
        yield f"customer {uid}: the loyalty id is customer {', '.join(ids)}'s in Omnium: it is not given twice"
