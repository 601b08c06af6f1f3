"""How much of a line's delivered quantity in Omnium came from this shop, and how much from others.

Omnium keeps one total per line for all who deliver. So a property of Omnium's order notes how much we have reported, by line:
what Omnium has beyond that was delivered by others. For orders older than these notes, all is taken to be the shop's.

The note is written before the quantity, together with an announcement of it (`announcement`): a run that finds one knows that the
run before broke off, and by Omnium's total how far that had come.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import OrderLine
from order_sync.identity import noted, was_born_in_omnium
from order_sync.outbound.announcement import (
    DELIVERING,
    NO_ANNOUNCEMENT,
    Announcement,
    announced_text,
    read_announced,
)
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.line_progress import LineProgress, OthersShare
from order_sync.price_notes import PRICES_KEY
from order_sync.to_omnium.notes import noted_elsewhere
from order_sync.to_omnium.own_properties import key_of

DELIVERED: Final = "delivered"
"""The last part of the property's key. Its value is JSON, by line: `2` handed over by the shop, or `2+1` with 1 by others."""


@dataclass(frozen=True)
class DeliveryNotes:
    """Deliveries by line, in hundredths.

    - `shop`: what we had reported for the shop; None if nothing was noted
    - `elsewhere`: what others had delivered then
    - `now`: what the shop has handed over by now
    - `noted`: what others have delivered by the order's note in Flow
    - `is_certain`: the notes cover all deliveries, so what is beyond them was delivered by others
    - `announced`: what an earlier run has announced, and did not take back
    """

    shop: Mapping[str, int] | None = None
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    now: Mapping[str, int] = field(default_factory=dict)
    noted: Mapping[str, int] = field(default_factory=dict)
    is_certain: bool = False
    announced: Mapping[str, Announcement] = field(default_factory=dict)

    def elsewhere_of(self, line: OrderLine) -> int:
        """Return what others have delivered of a line, in hundredths."""
        line_id, delivered = line.line_item_id or "", to_flow(line.delivered_quantity)
        elsewhere, announced = self.elsewhere.get(line_id, 0), self.announced.get(line_id, NO_ANNOUNCEMENT)
        known = max(self.noted.get(line_id, 0), min(elsewhere, delivered))
        if not self.is_certain or line_id not in self.now:
            return known
        if delivered < announced.after:
            # Totals only rise, so the update never arrived: what has been added since it was announced is not ours.
            return max(known, elsewhere + delivered - announced.before)
        return max(known, delivered - (self.shop or {}).get(line_id, 0))

    def of_others(self, line: OrderLine) -> OthersShare:
        """Return what others have delivered, and how much of that the shop's line leaves out already."""
        return OthersShare(self.elsewhere_of(line), self.noted.get(line.line_item_id or "", 0))

    def flags(self, line: OrderLine) -> tuple[str, ...]:
        """Flag that others may have delivered what we take for our own report."""
        line_id, delivered = line.line_item_id or "", to_flow(line.delivered_quantity)
        unsure = self.announced.get(line_id, NO_ANNOUNCEMENT).unsure_at(delivered)
        if not unsure or line_id not in self.now:
            return ()
        sides = f"{from_flow(self.now[line_id]):f} handed over in the shop, {line.delivered_quantity:f} delivered in Omnium"
        told = f"a report of {from_flow(unsure):f} broke off, others may have delivered that much instead"
        return (f"line {line_id}: {sides}: {told}",)

    @property
    def is_changed(self) -> bool:
        """Tell whether the shop has handed over something that is not noted. What others deliver is noted along with that."""
        return self.is_certain and _given(self.now) != _given(self.shop or {})

    def value(self, lines: Iterable[OrderLine]) -> str:
        """Return the value that the note should have."""
        others = {line.line_item_id or "": self.elsewhere_of(line) for line in lines}
        found = {
            line_id: _worded(quantity, others.get(line_id, 0))
            for line_id, quantity in _given(self.now).items()
        }
        return json.dumps(found)

    def announcements(self, lines: Iterable[LineProgress]) -> tuple[str, str]:
        """Return the value of the announcement while the lines are being raised, and after."""
        during, after = dict(self.announced), dict(self.announced)
        for progress in lines:
            line_id, delivered = progress.line.line_item_id or "", to_flow(progress.line.delivered_quantity)
            unsure = self.announced.get(line_id, NO_ANNOUNCEMENT).unsure_at(delivered)
            during[line_id] = Announcement(delivered, to_flow(progress.delivered), unsure)
            after[line_id] = Announcement(unsure=unsure)
        return announced_text(during), announced_text(after)


@dataclass(frozen=True)
class DeliveryProperties:
    """Properties of Omnium's order by key: those to set before the quantities of a delivery, and those after."""

    before: Mapping[str, str]
    after: Mapping[str, str]


def delivery_properties(
    gathered: Gathered, lines: Sequence[OrderLine], progress: Iterable[LineProgress]
) -> DeliveryProperties:
    """Say what is to be noted of the deliveries; `progress` are the lines as they will be told, `lines` as they are."""
    prefix = gathered.tenant.parameters.omnium_property_prefix
    raised = [line for line in progress if line.has_delivered]
    before, after = dict[str, str](), dict[str, str]()
    for order, notes in delivery_notes(gathered):
        own = [line for line in raised if notes.is_certain and line.line.line_item_id in notes.now]
        key, announced = key_of(DELIVERED, order, prefix), key_of(DELIVERING, order, prefix)
        if own:
            before[key] = notes.value(lines)
            before[announced], after[announced] = notes.announcements(own)
        elif notes.is_changed:
            after[key] = notes.value(lines)
    return DeliveryProperties(before, after)


def delivery_notes(gathered: Gathered) -> Sequence[tuple[Order, DeliveryNotes]]:
    """Read the notes of all orders of Flow that belong to the order in Omnium, the job's own first.

    A job reports the lines of all of them. What it reports for another order is noted under that order, or that order's own
    job would take it for a delivery by others.
    """
    orders = (gathered.order, *gathered.others)
    rests = ([other for other in orders if other is not one] for one in orders)
    each = zip(orders, rests, strict=True)
    return [(one, _delivery_notes(replace(gathered, order=one, others=rest))) for one, rest in each]


def _delivery_notes(gathered: Gathered) -> DeliveryNotes:
    """Read the notes of one order. Lines that another order shares are left out of `now`: the total tells nothing of them."""
    order, actual = gathered.order, gathered.omnium
    now = _handed_over([order])
    shared = {item.line_id for other in gathered.others for item in other.items}
    if actual is None or not was_born_in_omnium(order):
        return DeliveryNotes()
    prefix = gathered.tenant.parameters.omnium_property_prefix
    properties = {item.key: item.value for item in actual.properties if item.key}
    written = properties.get(key_of(DELIVERED, order, prefix))
    is_new = noted(order, PRICES_KEY) is not None or key_of("state", order, prefix) not in properties
    shop, elsewhere = _read(written)
    return DeliveryNotes(
        shop=None if written is None else shop,
        elsewhere=elsewhere,
        now={line_id: quantity for line_id, quantity in now.items() if line_id not in shared},
        noted=_of_no_shop(noted_elsewhere(order), gathered.others),
        is_certain=written is not None or is_new,
        announced=read_announced(properties.get(key_of(DELIVERING, order, prefix))),
    )


def _handed_over(orders: Iterable[Order]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in (item for order in orders for item in order.items):
        found[item.line_id] = found.get(item.line_id, 0) + item.quantity_delivered
    return found


def _of_no_shop(known: Mapping[str, int], others: Iterable[Order]) -> Mapping[str, int]:
    """Take off what other orders of Flow have handed over: for one order that is `elsewhere`, but a shop did it."""
    in_shops = _handed_over(others)
    return {line_id: max(quantity - in_shops.get(line_id, 0), 0) for line_id, quantity in known.items()}


def _given(quantities: Mapping[str, int]) -> Mapping[str, int]:
    return {line_id: quantity for line_id, quantity in quantities.items() if quantity}


def _worded(shop: int, elsewhere: int) -> str:
    own = f"{from_flow(shop):f}"
    return f"{own}+{from_flow(elsewhere):f}" if elsewhere else own


def _read(written: str | None) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the shop's and the others' quantities; none if somebody has made the note unreadable."""
    try:
        notes = {
            str(line_id): str(text).partition("+") for line_id, text in json.loads(written or "{}").items()
        }
        shop = {line_id: to_flow(Decimal(parts[0])) for line_id, parts in notes.items()}
        return shop, {line_id: to_flow(Decimal(parts[2])) for line_id, parts in notes.items() if parts[2]}
    except (ValueError, ArithmeticError, AttributeError):
        return {}, {}
