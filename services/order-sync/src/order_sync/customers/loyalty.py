"""A loyalty id has one owner: it is taken from who had it before it is given, and is never given twice. No I/O."""

from collections.abc import Iterator, Sequence

from flow_omnium.omnium.models import CustomerWrite
from order_sync.customers.sides import CustomerSides, NumberHolder
from order_sync.customers.writes import CustomerChange, PatchCustomer


def has_number(sides: CustomerSides) -> bool:
    """Tell whether the customer has the loyalty id in Omnium already, as the number."""
    number = sides.in_flow.loyalty_id
    return number is not None and sides.in_omnium is not None and sides.in_omnium.customer_number == number


def taken_numbers(holders: Sequence[NumberHolder]) -> Iterator[CustomerChange]:
    """Take the number from those who had it from the shop, and have it there no more."""
    for holder in holders:
        if holder.has_moved:
            emptied = CustomerWrite(customer_id=holder.record.customer_id, customer_number="")
            yield PatchCustomer(holder.kind, holder.record, emptied)


def without_taken(wanted: CustomerWrite, sides: CustomerSides) -> CustomerWrite:
    """Leave the loyalty id out while somebody else's record has it who keeps it; what is there already is left there."""
    if has_number(sides) or all(holder.has_moved for holder in sides.holders):
        return wanted
    return wanted.model_copy(update={"customer_number": None, "external_ids": None})


def flags_of(sides: CustomerSides) -> Iterator[str]:
    """Tell whose the loyalty id is in Omnium."""
    ids = sorted(holder.record.customer_id for holder in sides.holders if not holder.has_moved)
    uid = sides.in_flow.customer_uid
    if ids and has_number(sides):
        yield f"customer {uid}: customer {', '.join(ids)} of Omnium has the same loyalty id"
    elif ids:
        yield f"customer {uid}: the loyalty id is customer {', '.join(ids)}'s in Omnium: it is not given twice"
