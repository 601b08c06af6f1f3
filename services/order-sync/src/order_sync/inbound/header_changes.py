"""What must be changed in Flow of an order's header, properties (flow.md 2.1) and discounts.

- Omnium decides about the header, but a field that Omnium leaves empty is never emptied in Flow.
- `validUntil` follows a deadline that Omnium has set; one that we worked out when the order was made stays.
- Times are compared to the second.
- Discounts that the shop has added are neither changed nor removed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import (
    Address,
    NewAddress,
    NewDiscount,
    NewOrder,
    NewProperty,
    Order,
    OrderDiscount,
    OrderHeader,
    OrderProperty,
    OrderRef,
)
from flow_omnium.omnium.models import Property
from order_sync.describe import describe_fields
from order_sync.inbound.changes import AddDiscount, ChangeHeader
from order_sync.inbound.desired import DesiredOrder
from order_sync.inbound.prepaid import Prepaid
from order_sync.to_omnium.own_properties import is_own

_COMPARED: Final = (
    "external_order_number",
    "customer_uid",
    "note",
    "internal_note",
    "delivery_date",
    "valid_until",
)


@dataclass(frozen=True)
class Discounts:
    """The discounts to add, and what can only be flagged."""

    changes: tuple[AddDiscount, ...] = ()
    flags: tuple[str, ...] = ()


def with_payments(header: NewOrder, paid: Prepaid) -> NewOrder:
    """Add the texts and properties about payments to the header."""
    if not paid.notes and not paid.properties:
        return header
    note = "\n".join(filter(None, (header.internal_note, *paid.notes))) or None
    properties = (*(header.properties or ()), *paid.properties) or None
    return header.model_copy(update={"internal_note": note, "properties": properties})


def header_changes(
    desired: NewOrder, actual: Order, ref: OrderRef, *, deadline: datetime | None
) -> Iterator[ChangeHeader]:
    """Yield one change with all that differs, or nothing; `deadline` is Omnium's own."""
    # One that we worked out counts from the day the order was made; worked out again it would move each day.
    desired = desired.model_copy(update={"valid_until": deadline})
    differing = {name: getattr(desired, name) for name in _COMPARED if _differs(desired, actual, name)}
    header = OrderHeader(
        **differing,
        customer_address=_address(desired.customer_address, actual.customer_address),
        properties=merged_properties(desired.properties or (), actual.properties),
    )
    if header != OrderHeader():
        yield ChangeHeader(ref, header, describe_fields(header, _document(actual)))


def _differs(desired: NewOrder, actual: Order, name: str) -> bool:
    wanted, there = getattr(desired, name), getattr(actual, name)
    return wanted is not None and _to_the_second(wanted) != _to_the_second(there)


def _to_the_second(value: object) -> object:
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def _address(desired: NewAddress | None, actual: Address | None) -> NewAddress | None:
    """Merge the desired address over the order's; None if that changes nothing."""
    names = set(NewAddress.model_fields)
    there = actual.model_dump(include=names, exclude_none=True) if actual else {}
    # What Omnium does not say is never emptied (decision 6).
    merged = there | (desired.model_dump(exclude_none=True) if desired else {})
    return None if merged == there else NewAddress(**merged)


def _document(actual: Order) -> Mapping[str, Any]:
    fields = {*_COMPARED, "customer_address", "properties"}
    return actual.model_dump(by_alias=True, include=fields, exclude_none=True)


def discounts(desired: DesiredOrder, actual: Order | None, ref: OrderRef) -> Discounts:
    """Compare the discount in Omnium with the ones that we have added in Flow; the shop's own are left alone."""
    own = [one for one in actual.discounts if _is_ours(one, ref.order_uid)] if actual else []
    there = from_flow(sum(one.amount for one in own))
    missing = desired.discount - there
    if missing < 0:
        sums = f"{there:.2f} is off in Flow, {desired.discount:.2f} in Omnium"
        return Discounts(flags=(f"order {ref.order_uid}: {sums}: Flow takes no discount back",))
    return Discounts(changes=(_addition(desired, ref, missing, len(own)),) if missing else ())


def _is_ours(discount: OrderDiscount, order_uid: str) -> bool:
    """Tell a discount that we have added."""
    return (discount.order_discount_uid or "").startswith(f"{order_uid}-difference")


def _addition(desired: DesiredOrder, ref: OrderRef, amount: Decimal, number: int) -> AddDiscount:
    # Flow publishes no call that changes a discount, so more off is a further one (decision 29).
    further = f"-{number + 1}" if number else ""
    new = NewDiscount(
        order_discount_uid=f"{ref.order_uid}-difference{further}",
        name=desired.discount_name,
        amount=to_flow(amount),
    )
    return AddDiscount(ref, new)


def desired_properties(properties: Sequence[Property], prefix: str) -> tuple[NewProperty, ...]:
    """Copy Omnium's properties, without those that we write there. Only keys with the prefix can be edited in Flow."""
    given = {item.key: item.value for item in properties if item.key and item.value is not None}
    return tuple(
        # Who changed a property last cannot be told, so only those with the prefix go both ways (decision 6).
        NewProperty(key=key, value=value or "", read_only=not key.startswith(prefix))
        for key, value in given.items()
        if not is_own(key, prefix)
    )


def merged_properties(
    desired: Sequence[NewProperty], actual: Sequence[OrderProperty]
) -> tuple[NewProperty, ...] | None:
    """Merge the desired properties over the order's; None if that changes nothing. Other properties of Flow stay."""
    there = [
        NewProperty(key=item.key, value=item.value or "", read_only=item.read_only)
        for item in actual
        if item.key
    ]
    merged = {item.key: item for item in there} | {item.key: item for item in desired}
    return None if list(merged.values()) == there else tuple(merged.values())
