"""What of an order's header in Flow must be changed. No I/O.

Omnium's order is the authority on its header, but what Omnium does not say is never emptied. `validUntil` follows a deadline
that Omnium has set or extended; one that we have worked out when the order was made stays. Moments count to the second.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from flow_omnium.flow.models import Address, NewAddress, NewOrder, Order, OrderHeader, OrderRef
from order_sync.inbound.changes import ChangeHeader
from order_sync.inbound.prepaid import Prepaid
from order_sync.inbound.properties import merged_properties
from order_sync.inbound.told_fields import told_fields

_COMPARED: Final = (
    "external_order_number",
    "customer_uid",
    "note",
    "internal_note",
    "delivery_date",
    "valid_until",
)


def with_payments(header: NewOrder, paid: Prepaid) -> NewOrder:
    """Put what is told of payments into the internal note and the properties."""
    note = "\n".join(filter(None, (header.internal_note, *paid.notes))) or None
    properties = (*(header.properties or ()), *paid.properties) or None
    return header.model_copy(update={"internal_note": note, "properties": properties})


def header_changes(
    desired: NewOrder, actual: Order, ref: OrderRef, *, deadline: datetime | None
) -> Iterator[ChangeHeader]:
    """Yield one change of all that differs, or nothing; `deadline` is Omnium's own."""
    desired = desired.model_copy(update={"valid_until": deadline})
    differing = {name: getattr(desired, name) for name in _COMPARED if _differs(desired, actual, name)}
    header = OrderHeader(
        **differing,
        customer_address=_address(desired.customer_address, actual.customer_address),
        properties=merged_properties(desired.properties or (), actual.properties),
    )
    if header != OrderHeader():
        yield ChangeHeader(ref, header, told_fields(header, _document(actual)))


def _differs(desired: NewOrder, actual: Order, name: str) -> bool:
    wanted, there = getattr(desired, name), getattr(actual, name)
    return wanted is not None and _to_the_second(wanted) != _to_the_second(there)


def _to_the_second(value: object) -> object:
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def _address(desired: NewAddress | None, actual: Address | None) -> NewAddress | None:
    """Lay the desired address over the one that stands there; None if that changes nothing."""
    names = set(NewAddress.model_fields)
    there = actual.model_dump(include=names, exclude_none=True) if actual else {}
    merged = there | (desired.model_dump(exclude_none=True) if desired else {})
    return None if merged == there else NewAddress(**merged)


def _document(actual: Order) -> Mapping[str, Any]:
    fields = {*_COMPARED, "customer_address", "properties"}
    return actual.model_dump(by_alias=True, include=fields, exclude_none=True)
