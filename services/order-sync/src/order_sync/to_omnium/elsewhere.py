"""What is noted on an order of Flow as delivered without it, by line, in hundredths. No I/O."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import NewProperty, Order
from order_sync.to_omnium.identity import noted
from order_sync.to_omnium.notes import DELIVERED_ELSEWHERE_KEY

_NOTHING: Final = "{}"


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
