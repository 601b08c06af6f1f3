"""Checking a line's totals in Omnium before and after a write, and booking cash rounding.

`OrderLinesUpdate` takes three totals (schema `OmniumLineItemUpdate`), not changes. So it would lower what somebody else has
raised since the order was read, and only the answer shows whether Omnium added the figures instead of setting them.

Other systems set `grossRoundoff`, and Omnium adds it to the total (omnium.md 4.1); no published patch of an order has it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from http import HTTPStatus
from itertools import product
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
"""Totals that must come back as they were sent. What is ready may be less: it goes down with what is collected."""


def answered_order(answer: object) -> Order | None:
    """Return the order in the answer of a workflow; None if there is none. Raises InvalidData."""
    order = answer.get("order") if isinstance(answer, Mapping) else None
    return read_as(Order, order, at="order") if isinstance(order, Mapping) else None


def require_unraised(call: ApiCall, order: Order, update: LinesUpdate) -> None:
    """Raise Conflict, so that both sides are compared again, where a total would be lowered.

    So it is where others have delivered since the totals were worked out: a total that is set would take theirs back.
    """
    for line, sent in _pairs(order, update):
        # Their goods would be lost from the total, and our note would call them the shop's (decision 39).
        if sent.compared_with is not None and line.delivered_quantity != sent.compared_with:
            detail = f"{line.delivered_quantity:f} by now, {sent.compared_with:f} was compared"
            raise Conflict(call, f"{_named(sent, 'deliveredQuantity')}: {detail}")
        for detail in _lowered(line, sent):
            raise Conflict(call, detail)


def _lowered(line: OrderLine, sent: LineUpdate) -> Iterator[str]:
    for name, shown in _TOTALS.items():
        meant, there = getattr(sent, name), getattr(line, name)
        # More may be ready than is ordered, where the ordered quantity was lowered since: that may be corrected.
        if there > meant and not (name == _READY and meant == line.quantity):
            yield f"{_named(sent, shown)}: {there:f} by now, {meant:f} was meant"


def require_totals(call: ApiCall, order: Order, update: LinesUpdate) -> None:
    """Raise NotAccepted for the first line in the answer that is not as it was meant."""
    for detail in _other_totals(order, update):
        raise NotAccepted(call, detail, http_status=HTTPStatus.OK)


def has_totals(order: Order, update: LinesUpdate) -> bool:
    """Tell whether every line has the totals that are meant."""
    return not any(_other_totals(order, update))


def _other_totals(order: Order, update: LinesUpdate) -> Iterator[str]:
    for (line, sent), name in product(_pairs(order, update), _ANSWERED):
        meant, there = getattr(sent, name), getattr(line, name)
        if to_flow(there) != to_flow(meant):
            yield f"{_named(sent, _TOTALS[name])}: {there:f} in the answer, {meant:f} was meant"


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
    """Raise Conflict where the order is another version than was compared: sent back whole, it would undo the change.

    Omnium may leave versions out; then it cannot be told.
    """
    there = whole.get("versionId") if isinstance(whole, Mapping) else None
    if there is not None and version_id is not None and str(there) != version_id:
        raise Conflict(call, f"the order is version {there} by now, {version_id} was compared")


def require_roundoff(call: ApiCall, order: Order, roundoff: Decimal) -> None:
    """Raise NotAccepted where the answer does not have the rounding."""
    there = order.order_form.gross_roundoff if order.order_form else Decimal(0)
    if there != roundoff:
        detail = f"grossRoundoff: {there:f} in the answer, {roundoff:f} was meant"
        raise NotAccepted(call, detail, http_status=HTTPStatus.OK)
