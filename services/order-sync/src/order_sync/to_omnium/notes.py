"""The read-only properties that we write on orders in Flow for our own use: which part it is, what others delivered, and so on.

Prices have a note too: `order_sync.price_notes`.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import NewProperty, Order
from order_sync.identity import ORDER_ID_KEY, noted

SHIPMENT_IDS_KEY: Final = "omnium.shipmentIds"
"""The ids of the order's shipments, where Omnium's order has several, or several orders in Flow."""

WITHDRAWN_KEY: Final = "omnium.withdrawn"
"""Why we took the order back from the shop. It is written before the order is cancelled."""

DELIVERED_ELSEWHERE_KEY: Final = "omnium.deliveredElsewhere"
"""By line, how much others have delivered, so that this order of Flow is not to hand it over."""

PAYMENTS_KEY: Final = "omnium.payments"
"""The ids of Omnium's payments that we made settlements of, or are about to."""

PAID_KEY: Final = "omnium.paid"
"""What is paid in Omnium by payments that no settlement stands for; in major units."""

NOTE_KEYS: Final = frozenset(
    {ORDER_ID_KEY, SHIPMENT_IDS_KEY, WITHDRAWN_KEY, DELIVERED_ELSEWHERE_KEY, PAYMENTS_KEY, PAID_KEY}
)
"""All of them. They are never copied to Omnium."""

_SEPARATOR: Final = ", "


def shipments_text(shipment_ids: frozenset[str]) -> str:
    """Write the ids of shipments as the value of their property."""
    return _SEPARATOR.join(sorted(shipment_ids))


def noted_shipments(order: Order) -> frozenset[str] | None:
    """Return the shipments that an order of Flow holds; None if it does not say."""
    text = noted(order, SHIPMENT_IDS_KEY)
    return None if text is None else frozenset(text.split(_SEPARATOR))


def withdrawn(order: Order) -> str | None:
    """Return why we have taken an order back, or were about to; None if we have not."""
    return noted(order, WITHDRAWN_KEY)


def noted_elsewhere(order: Order | None) -> Mapping[str, int]:
    """Return by line, in hundredths, what others have delivered; nothing if somebody has made the note unreadable."""
    text = noted(order, DELIVERED_ELSEWHERE_KEY) if order else None
    if not text:
        return {}
    try:
        found = json.loads(text)
        return {str(line_id): to_flow(Decimal(str(quantity))) for line_id, quantity in found.items()}
    except (ValueError, ArithmeticError, AttributeError):
        return {}


def elsewhere_note(elsewhere: Mapping[str, int], order: Order | None) -> NewProperty | None:
    """Return the property for these quantities (× 100); None where there are none, and none were noted."""
    values = {
        line_id: f"{from_flow(quantity):f}" for line_id, quantity in sorted(elsewhere.items()) if quantity
    }
    if not values and (order is None or noted(order, DELIVERED_ELSEWHERE_KEY) is None):
        return None
    return NewProperty(key=DELIVERED_ELSEWHERE_KEY, value=json.dumps(values))
