"""What we note on the orders that we bring to Flow, so as to know them again: read-only properties of the order."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import NewProperty, Order
from order_sync.identity import ORDER_ID_KEY, noted

_NOTHING: Final = "{}"

SHIPMENT_IDS_KEY: Final = "omnium.shipmentIds"
"""The ids of the order's shipments, where Omnium's order has several, or several orders in Flow."""

WITHDRAWN_KEY: Final = "omnium.withdrawn"
"""Why the order was taken back from the shop: it is cancelled, or about to be."""

DELIVERED_ELSEWHERE_KEY: Final = "omnium.deliveredElsewhere"
"""By line, what Omnium had delivered without this order of Flow."""

PAYMENTS_KEY: Final = "omnium.payments"
"""The ids of Omnium's payments that the order has settlements for, or is about to have."""

PAID_KEY: Final = "omnium.paid"
"""What Omnium has as paid where no settlement tells it; in major units."""

NOTE_KEYS: Final = frozenset(
    {ORDER_ID_KEY, SHIPMENT_IDS_KEY, WITHDRAWN_KEY, DELIVERED_ELSEWHERE_KEY, PAYMENTS_KEY, PAID_KEY}
)
"""All of them: they never go to Omnium."""

_SEPARATOR: Final = ", "


def shipments_text(shipment_ids: frozenset[str]) -> str:
    """Word the ids of shipments."""
    return _SEPARATOR.join(sorted(shipment_ids))


def noted_shipments(order: Order) -> frozenset[str] | None:
    """Return the shipments that an order of Flow holds; None if it does not say."""
    told = noted(order, SHIPMENT_IDS_KEY)
    return None if told is None else frozenset(told.split(_SEPARATOR))


def withdrawn(order: Order) -> str | None:
    """Return why we have taken an order back, or were about to; None if we have not."""
    return noted(order, WITHDRAWN_KEY)


def noted_elsewhere(order: Order | None) -> Mapping[str, int]:
    """Return what was noted; a note that somebody has changed counts for nothing."""
    try:
        told = json.loads((order and noted(order, DELIVERED_ELSEWHERE_KEY)) or _NOTHING)
        return {str(line_id): to_flow(Decimal(str(quantity))) for line_id, quantity in told.items()}
    except (ValueError, ArithmeticError, AttributeError):
        return {}


def elsewhere_note(elsewhere: Mapping[str, int], order: Order | None) -> NewProperty | None:
    """Return the property that keeps the quantities; None where there are none, and were none."""
    told = {
        line_id: f"{from_flow(quantity):f}" for line_id, quantity in sorted(elsewhere.items()) if quantity
    }
    if not told and (order is None or noted(order, DELIVERED_ELSEWHERE_KEY) is None):
        return None
    return NewProperty(key=DELIVERED_ELSEWHERE_KEY, value=json.dumps(told))
