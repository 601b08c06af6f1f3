"""What Omnium's lines come to before and after a write, held against what is meant; and how cash rounding is booked.

`OrderLinesUpdate` takes totals, all three of them (schema `OmniumLineItemUpdate`): what somebody else raised since it was
read would be lowered by it, and whether it added the figures instead shows only in the answer.

`grossRoundoff` is set by other systems and added to the total (omnium.md 4.1); the published patches of an order lack it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from flow_omnium.flow.amounts import to_flow
from flow_omnium.omnium.models import LinesUpdate, LineUpdate, Order, OrderLine
from flow_omnium.outcomes import ApiCall, Conflict, InvalidData, NotAccepted
from flow_omnium.rest.reading import read_as

_READY: Final = "ready_for_pickup_quantity"

_TOTALS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "delivered_quantity": "deliveredQuantity",
        "canceled_quantity": "canceledQuantity",
        _READY: "readyForPickupQuantity",
    }
)

_ANSWERED: Final = ("delivered_quantity", "canceled_quantity")
"""What must be answered as it was sent; what is ready may go down with what is collected."""


def answered_order(answer: object) -> Order | None:
    """Return the order in the answer of a workflow; None if there is none. Raises InvalidData."""
    order = answer.get("order") if isinstance(answer, Mapping) else None
    return read_as(Order, order, at="order") if isinstance(order, Mapping) else None


def require_unraised(call: ApiCall, order: Order, update: LinesUpdate) -> None:
    """Let totals pass that lower none. Raises Conflict, so that both sides are compared again.

    More may be ready than is ordered, where the quantity was lowered since: beyond that it is nobody's word that counts.
    """
    for line, sent in _pairs(order, update):
        for name, shown in _TOTALS.items():
            meant, there = getattr(sent, name), getattr(line, name)
            if there > meant and not (name == _READY and meant == line.quantity):
                raise Conflict(call, f"{_named(sent, shown)}: {there:f} by now, {meant:f} was meant")


def require_totals(call: ApiCall, order: Order, update: LinesUpdate) -> None:
    """Let an answer pass in which every line stands as it was meant. Raises NotAccepted with the first that does not."""
    for line, sent in _pairs(order, update):
        for name in _ANSWERED:
            meant, there = getattr(sent, name), getattr(line, name)
            if to_flow(there) != to_flow(meant):
                detail = f"{_named(sent, _TOTALS[name])}: {there:f} in the answer, {meant:f} was meant"
                raise NotAccepted(call, detail, http_status=HTTPStatus.OK)


def _pairs(order: Order, update: LinesUpdate) -> Iterator[tuple[OrderLine, LineUpdate]]:
    """Yield each line with what is sent of it; a line that is not there has nothing yet."""
    lines = {line.line_item_id: line for line in order.order_form.line_items} if order.order_form else {}
    for sent in update.line_item_updates:
        yield lines.get(sent.line_item_id, OrderLine(quantity=Decimal(0))), sent


def _named(sent: LineUpdate, total: str) -> str:
    return f"line {sent.line_item_id} {total}"


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
