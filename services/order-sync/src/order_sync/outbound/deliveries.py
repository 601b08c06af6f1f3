"""What of Omnium's delivered quantities this shop has told, and what others have delivered besides.

Omnium keeps one total for all who hand goods over. So we note on its order what we have told, by line; what is more than that
was delivered by others, and a line of which more was handed over than there is goes to a person with both figures. The note
is written before the quantity: a run that breaks off between the two must not take its own goods for another's. Orders from
before the notes are believed: what they say is the shop's.
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
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.line_progress import OthersShare
from order_sync.price_notes import PRICES_KEY
from order_sync.to_omnium.notes import noted_elsewhere
from order_sync.to_omnium.own_properties import key_of

DELIVERED: Final = "delivered"
"""The property of Omnium's order with what the shop has handed over, by line: `2`, or `2+1` where others had one more."""


@dataclass(frozen=True)
class Told:
    """By line, in hundredths: what the shop had told (None: not noted), what others had, and what the shop has now."""

    shop: Mapping[str, int] | None = None
    elsewhere: Mapping[str, int] = field(default_factory=dict)
    now: Mapping[str, int] = field(default_factory=dict)
    noted: Mapping[str, int] = field(default_factory=dict)
    is_certain: bool = False

    def elsewhere_of(self, line: OrderLine) -> int:
        """Return what others have delivered of a line."""
        line_id, delivered = line.line_item_id or "", to_flow(line.delivered_quantity)
        known = max(self.noted.get(line_id, 0), min(self.elsewhere.get(line_id, 0), delivered))
        if not self.is_certain or line_id not in self.now:
            return known
        return max(known, delivered - (self.shop or {}).get(line_id, 0))

    def of_others(self, line: OrderLine) -> OthersShare:
        """Return what others have of a line."""
        return OthersShare(self.elsewhere_of(line), self.noted.get(line.line_item_id or "", 0))

    def value(self, lines: Iterable[OrderLine]) -> str | None:
        """Return the note as it should be; None while there is nothing to note, and for an order from before the notes.

        What others deliver meanwhile is no news of the shop's: it is noted along with what the shop hands over next.
        """
        if not self.is_certain or _given(self.now) == _given(self.shop or {}):
            return None
        others = {line.line_item_id or "": self.elsewhere_of(line) for line in lines}
        found = {
            line_id: _worded(quantity, others.get(line_id, 0))
            for line_id, quantity in _given(self.now).items()
        }
        return json.dumps(found)


def delivery_notes(gathered: Gathered) -> Sequence[tuple[Order, Told]]:
    """Read the notes of each order of Flow that is this one order of Omnium's, the one at hand first.

    Its job brings the others' lines along. What it tells of them is noted as theirs, or their own jobs would take it for
    goods that others have delivered.
    """
    orders = (gathered.order, *gathered.others)
    rests = ([other for other in orders if other is not one] for one in orders)
    each = zip(orders, rests, strict=True)
    return [(one, _delivery_notes(replace(gathered, order=one, others=rest))) for one, rest in each]


def _delivery_notes(gathered: Gathered) -> Told:
    """Read the notes; certain only of a line that no other store shares, of an order that was made with notes."""
    order, actual = gathered.order, gathered.omnium
    now = _handed_over([order])
    shared = {item.line_id for other in gathered.others for item in other.items}
    if actual is None or not was_born_in_omnium(order):
        return Told()
    prefix = gathered.tenant.parameters.omnium_property_prefix
    properties = {item.key: item.value for item in actual.properties if item.key}
    written = properties.get(key_of(DELIVERED, order, prefix))
    is_new = noted(order, PRICES_KEY) is not None or key_of("state", order, prefix) not in properties
    shop, elsewhere = _read(written)
    return Told(
        shop=None if written is None else shop,
        elsewhere=elsewhere,
        now={line_id: quantity for line_id, quantity in now.items() if line_id not in shared},
        noted=_of_no_shop(noted_elsewhere(order), gathered.others),
        is_certain=written is not None or is_new,
    )


def _handed_over(orders: Iterable[Order]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in (item for order in orders for item in order.items):
        found[item.line_id] = found.get(item.line_id, 0) + item.quantity_delivered
    return found


def _of_no_shop(known: Mapping[str, int], others: Iterable[Order]) -> Mapping[str, int]:
    """Take off what is elsewhere for one order of Flow what the other ones have handed over of the same lines."""
    in_shops = _handed_over(others)
    return {line_id: max(quantity - in_shops.get(line_id, 0), 0) for line_id, quantity in known.items()}


def _given(quantities: Mapping[str, int]) -> Mapping[str, int]:
    return {line_id: quantity for line_id, quantity in quantities.items() if quantity}


def _worded(shop: int, elsewhere: int) -> str:
    told = f"{from_flow(shop):f}"
    return f"{told}+{from_flow(elsewhere):f}" if elsewhere else told


def _read(written: str | None) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Read a note; one that somebody has changed counts for nothing."""
    try:
        notes = {
            str(line_id): str(told).partition("+") for line_id, told in json.loads(written or "{}").items()
        }
        shop = {line_id: to_flow(Decimal(told[0])) for line_id, told in notes.items()}
        return shop, {line_id: to_flow(Decimal(told[2])) for line_id, told in notes.items() if told[2]}
    except (ValueError, ArithmeticError, AttributeError):
        return {}, {}
