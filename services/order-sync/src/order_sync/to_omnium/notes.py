"""What we note on the orders that we bring to Flow, so as to know them again: read-only properties of the order. No I/O."""

from typing import Final

from flow_omnium.flow.models import Order
from order_sync.to_omnium.identity import ORDER_ID_KEY, noted

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


def told_shipments(shipment_ids: frozenset[str]) -> str:
    """Word the ids of shipments."""
    return _SEPARATOR.join(sorted(shipment_ids))


def noted_shipments(order: Order) -> frozenset[str] | None:
    """Return the shipments that an order of Flow holds; None if it does not say."""
    told = noted(order, SHIPMENT_IDS_KEY)
    return None if told is None else frozenset(told.split(_SEPARATOR))


def withdrawn(order: Order) -> str | None:
    """Return why we have taken an order back, or were about to; None if we have not."""
    return noted(order, WITHDRAWN_KEY)
