"""Sorts the items of receptions: those with a line in Omnium, with what it has received of them, and those to flag."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.omnium.models.purchase import PurchaseOrderLine
from flow_omnium.outcomes import Failed, InvalidData
from receivement_sync.gathered import Gathered, KnownOrder
from receivement_sync.items import ReceivedItem, counts, plain
from receivement_sync.keys import booked_by_key, key_of
from receivement_sync.matching import Match, line_of


@dataclass(frozen=True)
class Matched:
    """An item of a reception with its line in Omnium.

    - `key`: its idempotency key; None if it can never be confirmed
    - `booked`: what Omnium has received under the key
    - `is_awaited`: it cannot be confirmed yet
    - `has_come`: it counts as received
    - `is_explained`: Omnium's search does not lag behind, so no more can have been received than is `booked`
    """

    received: ReceivedItem
    line: PurchaseOrderLine
    key: str | None = None
    booked: Decimal = Decimal(0)
    is_awaited: bool = False
    has_come: bool = True
    is_explained: bool = True

    @property
    def line_id(self) -> str:
        """The id of its line."""
        return self.line.line_item_id or ""

    @property
    def quantity(self) -> Decimal:
        """How much came; below zero where goods went back."""
        return from_flow(self.received.quantity) if self.has_come else Decimal(0)

    @property
    def rest(self) -> Decimal:
        """How much of it can still be confirmed under its key."""
        if self.key is None or self.is_awaited or (self.booked and not self.is_explained):
            return Decimal(0)
        return max(Decimal(0), self.quantity - self.booked)


@dataclass
class Sorted:
    """The items, sorted.

    - `matched`: those with a line
    - `strange`: those that came and belong to no known line
    - `settled_skus`: SKUs confirmed on one of several lines, nobody can say which any more
    - `flags`: what no retry can mend; `failures`: what may be mended in Omnium, and is tried again
    """

    matched: list[Matched] = field(default_factory=list)
    settled_skus: set[str] = field(default_factory=set)
    strange: list[ReceivedItem] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)


def sort_items(gathered: Gathered, known: KnownOrder, received: Sequence[ReceivedItem]) -> Sorted:
    """Find the line of each item that counts and is of this order."""
    tenant_uid = gathered.tenant.tenant_uid
    booked = booked_by_key(received, tenant_uid, known.booked)
    shared = _shared_keys(received, tenant_uid)
    found = Sorted()
    for one in received:
        key = key_of(tenant_uid, one)
        amount = booked.get(key or "", Decimal(0))
        has_come = counts(one, gathered.tenant.flow.states)
        # Goods of another order are that order's job; what neither came nor was booked says nothing.
        if one.line_uid in gathered.orders_of_lines or not (amount or (has_come and one.quantity)):
            continue
        match = _match(one, gathered, known, amount, found)
        if match is not None:
            is_left = has_come and from_flow(one.quantity) > amount
            fault = _unnamed(one, key, shared) if is_left else None
            failure = _nowhere(one, gathered) if is_left else None
            found.flags += [text for text in (match.remark, fault) if text]
            found.failures += [failure] if failure else []
            own_key = None if fault else key
            is_awaited = failure is not None or match.line.line_item_id in known.refused_lines
            found.matched.append(
                Matched(one, match.line, own_key, amount, is_awaited, has_come, known.is_explained)
            )
    return found


def _match(
    one: ReceivedItem, gathered: Gathered, known: KnownOrder, booked: Decimal, found: Sorted
) -> Match | None:
    try:
        return line_of(one, known.lines, gathered.purchase_order)
    except InvalidData as fault:
        quantity = from_flow(one.quantity)
        # Omnium has it already: the line was found when it was confirmed, and has changed since.
        if booked and booked >= quantity:
            found.settled_skus.add(one.sku or "")
        else:
            found.strange.append(one)
            found.failures += [failure] if (failure := _nowhere(one, gathered)) else []
            found.flags.append(f"{fault}: {plain(quantity)} not confirmed")
        return None


def _unnamed(one: ReceivedItem, key: str | None, shared: "Counter[str | None]") -> str | None:
    """Flag an item without a uid of its own: Omnium would take it for another item, or count it twice."""
    if key is not None and shared[key] == 1:
        return None
    expected = "the uid of one item only" if key else "given"
    fault = InvalidData(one.place("receivementItemUid"), one.item.receivement_item_uid, expected)
    return f"{fault}: its goods are not confirmed"


def _nowhere(one: ReceivedItem, gathered: Gathered) -> InvalidData | None:
    if one.warehouse not in gathered.unknown_warehouses:
        return None
    return InvalidData(one.place("warehouseUid"), one.warehouse, "a warehouse of Omnium")


def _shared_keys(received: Sequence[ReceivedItem], tenant_uid: str) -> "Counter[str | None]":
    """Count the items of each key, without those that brought nothing."""
    return Counter(key_of(tenant_uid, one) for one in received if one.quantity > 0)
