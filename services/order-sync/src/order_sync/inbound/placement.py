"""Which order of Flow holds which part of an order of Omnium, by what is read back from Flow.

The first order has Omnium's id as its uid, further ones have the id of a shipment behind it (`order_sync.identity`). Each notes
its shipments if Omnium has several. An order without that note was made when there was one shipment, and may hold any part.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from flow_omnium.flow.models import NewProperty, Order
from flow_omnium.flow.states import OrderState
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.tenants.tenant import Parameters
from order_sync.identity import uids_of_shipment
from order_sync.inbound.parts import Part
from order_sync.order_types import RULES
from order_sync.to_omnium.notes import SHIPMENT_IDS_KEY, noted_shipments, shipments_text, withdrawn

_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Placed:
    """A part and the order of Flow that holds it, if there is one; `order_uid` is that order's, or the one to be made."""

    part: Part
    order_uid: str
    actual: Order | None = None


@dataclass(frozen=True)
class Placement:
    """Every part with its order, and the living orders of Flow that hold no part (`left_over`); `base` is the first uid."""

    placed: tuple[Placed, ...]
    left_over: tuple[Order, ...]
    base: str


def place(
    base: str,
    parts: Sequence[Part],
    actuals: Sequence[Order],
    taken: Iterable[str],
    parameters: Parameters,
) -> Placement:
    """Find the order of each part among `actuals`, or a free uid; `taken` are the uids of other orders."""
    free = [actual for actual in actuals if is_living(actual)]
    held: dict[int, Order] = {}
    for number, part in enumerate(parts):
        holder = next(iter(_by_overlap(part, free, parameters)), None) or _given_up(part, actuals, parameters)
        if holder is not None:
            held[number] = holder
            free = [actual for actual in free if actual is not holder]
    uids = _free_uids(base, parts, held, {*taken, *(actual.order_uid for actual in actuals)})
    placed = (Placed(part, uids[at], held.get(at)) for at, part in enumerate(parts))
    return Placement(tuple(placed), tuple(free), base)


def first_is_made(placed: Sequence[Placed], base: str) -> Sequence[Placed]:
    """Give the first uid, `base`, to a part that is really made: without an order under it, none of the others is found."""
    new = [one for one in placed if one.actual is None]
    idle = next((one for one in new if one.order_uid == base and not one.part.has_goods), None)
    made = next((one for one in new if one.part.has_goods), None)
    if idle is None or made is None:
        return placed
    swapped = {id(idle): made.order_uid, id(made): base}
    return [replace(one, order_uid=swapped.get(id(one), one.order_uid)) for one in placed]


def is_living(actual: Order) -> bool:
    """Tell whether the order is not cancelled."""
    return actual.order_state != OrderState.CANCELLED


def given_up(actuals: Iterable[Order]) -> frozenset[str]:
    """Return the noted shipments of the orders that the shop itself has cancelled."""
    cancelled = (actual for actual in actuals if not is_living(actual) and not withdrawn(actual))
    return frozenset().union(*(noted_shipments(actual) or () for actual in cancelled))


def covers(actual: Order, part: Part) -> bool:
    """Tell whether an order was made for a shipment of the part, or has goods of it under another shipment."""
    shipments = noted_shipments(actual)
    # Without a note the order is from when there was one shipment.
    if shipments is None or not part.shipment_ids or shipments & part.shipment_ids:
        return True
    return any(item.external_id in part.undivided_line_ids for item in actual.items)


def shipment_note(part: Part, order_uid: str) -> NewProperty | None:
    """Return the property that names the part's shipments; None where the uid alone is clear."""
    is_plain = order_uid == sanitize_uid(part.order.id) and not part.notes_shipments
    if is_plain or not part.shipment_ids:
        return None
    return NewProperty(key=SHIPMENT_IDS_KEY, value=shipments_text(part.shipment_ids))


def _by_overlap(part: Part, actuals: Iterable[Order], parameters: Parameters) -> Sequence[Order]:
    """Return the orders that may hold the part; the one with most of its shipments comes first."""
    matching = [actual for actual in actuals if not withdrawn(actual) and _holds(actual, part, parameters)]
    return sorted(
        matching, key=lambda actual: len(part.shipment_ids & (noted_shipments(actual) or set())), reverse=True
    )


def _given_up(part: Part, actuals: Sequence[Order], parameters: Parameters) -> Order | None:
    """Return the order of this part that the shop itself has cancelled, so that it is not made again.

    Only the newest order of the part counts: an older cancellation may have been followed by another order.
    """
    covering = [actual for actual in actuals if covers(actual, part)]
    last = max(covering, key=lambda actual: actual.created_at or _EARLIEST, default=None)
    if last is None or is_living(last) or withdrawn(last):
        return None
    return last if _holds(last, part, parameters) else None


def _holds(actual: Order, part: Part, parameters: Parameters) -> bool:
    return (
        actual.store_uid in (None, part.store_uid)
        and covers(actual, part)
        and _is_of_kind(actual, part, parameters)
    )


def _is_of_kind(actual: Order, part: Part, parameters: Parameters) -> bool:
    """Tell by the handling whether an order is collected or sent, as the part is; without handlings any order fits."""
    own = part.rule.handling(parameters)
    attached = {handling.handling_uid for handling in actual.orderhandlings}
    # A tenant may use one handling for both kinds: then it tells nothing.
    others = {rule.handling(parameters) for rule in RULES} - {own, None}
    return own in attached or not others & attached


def _free_uids(base: str, parts: Sequence[Part], held: dict[int, Order], taken: set[str]) -> Sequence[str]:
    uids: list[str] = []
    for number, part in enumerate(parts):
        if number in held:
            uids.append(held[number].order_uid)
            continue
        # Uids of cancelled orders are taken as well: Flow would answer with a conflict.
        uids.append(next(uid for uid in _candidates(base, part) if uid not in taken))
        taken.add(uids[-1])
    return uids


def _candidates(base: str, part: Part) -> Iterator[str]:
    yield base
    yield from uids_of_shipment(base, min(part.shipment_ids, default="1"))
