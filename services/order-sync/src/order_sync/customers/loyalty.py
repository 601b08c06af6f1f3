"""A loyalty id has one owner: it is taken from who had it before it is given, and is never given twice. No I/O."""

from collections.abc import Iterator, Sequence

from flow_omnium.omnium.models import CustomerWrite
from order_sync.customers.sides import CustomerSides, NumberHolder
from order_sync.customers.writes import CustomerChange, PatchCustomer


def taken_numbers(holders: Sequence[NumberHolder]) -> Iterator[CustomerChange]:
    """Take the number from those who had it from the shop, and have it there no more."""
    for holder in holders:
        if holder.has_moved:
            emptied = CustomerWrite(customer_id=holder.record.customer_id, customer_number="")
            yield PatchCustomer(holder.kind, holder.record, emptied)


def without_taken(wanted: CustomerWrite, holders: Sequence[NumberHolder]) -> CustomerWrite:
    """Leave the loyalty id out while somebody else's record has it who keeps it."""
    if all(holder.has_moved for holder in holders):
        return wanted
    return wanted.model_copy(update={"customer_number": None, "external_ids": None})


def flags_of(sides: CustomerSides) -> Iterator[str]:
    """Tell whose the loyalty id is in Omnium."""
    ids = sorted(holder.record.customer_id for holder in sides.holders if not holder.has_moved)
    if ids:
        uid = sides.in_flow.customer_uid
        yield f"customer {uid}: the loyalty id is customer {', '.join(ids)}'s in Omnium: it is not given twice"
