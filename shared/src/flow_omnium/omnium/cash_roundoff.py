"""Booking the rounding of cash on an order that Omnium has: what is sent whole, and what must be true before and after. No I/O.

`grossRoundoff` is set by other systems and added to the total (omnium.md 4.1); the published patches of an order lack it.
"""

from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from flow_omnium.omnium.models import Order
from flow_omnium.outcomes import ApiCall, Conflict, InvalidData, NotAccepted


def with_roundoff(whole: object, roundoff: Decimal) -> Mapping[str, Any]:
    """Return the order as it was read with the rounding in it. Raises InvalidData for what is no order."""
    if not isinstance(whole, Mapping) or not isinstance(whole.get("orderForm"), Mapping):
        raise InvalidData("orderForm", None, "an object")
    return {**whole, "orderForm": {**whole["orderForm"], "grossRoundoff": roundoff}}


def require_version(call: ApiCall, whole: object, version_id: str | None) -> None:
    """Let an order pass that is the one that was compared: sent back whole, it would undo what changed since.

    Raises Conflict, so that both sides are compared again. Omnium may leave versions out; then nothing can be told.
    """
    there = whole.get("versionId") if isinstance(whole, Mapping) else None
    if there is not None and version_id is not None and str(there) != version_id:
        raise Conflict(call, f"the order is version {there} by now, {version_id} was compared")


def require_roundoff(call: ApiCall, order: Order, roundoff: Decimal) -> None:
    """Let an answer pass that has the rounding. Raises NotAccepted."""
    there = order.order_form.gross_roundoff if order.order_form else Decimal(0)
    if there != roundoff:
        detail = f"grossRoundoff: {there:f} in the answer, {roundoff:f} was meant"
        raise NotAccepted(call, detail, http_status=HTTPStatus.OK)
