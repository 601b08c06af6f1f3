"""What of a part's lines is handed over already, or will be, by others than the order of Flow at hand. No I/O.

Omnium's `deliveredQuantity` holds what this shop has told as well. What of it is not the shop's is noted on the order in
Flow, since later deliveries of both cannot be told apart; it counts as long as Omnium still says as much.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import OrderForm, OrderLine
from order_sync.inbound.line_shares import LineShare, whole_share
from order_sync.inbound.part_sums import Holders, narrowed_forms
from order_sync.to_omnium.elsewhere import noted_elsewhere

_ZERO: Final = Decimal(0)


def delivered_elsewhere(form: OrderForm, actual: Order | None) -> Mapping[str, int]:
    """Work out by line, in hundredths, what Omnium has delivered and this order of Flow has not."""
    known = noted_elsewhere(actual)
    found: dict[str, int] = {}
    for line in form.line_items:
        if line.line_item_id is None or line.is_package_product or line.is_bundle:
            continue
        delivered = to_flow(line.delivered_quantity)
        in_shop = handed_over(actual, line.line_item_id)
        found[line.line_item_id] = min(
            max(known.get(line.line_item_id, 0), delivered - in_shop, 0), delivered
        )
    return {line_id: quantity for line_id, quantity in found.items() if quantity}


def handed_over(actual: Order | None, line_id: str) -> int:
    """Return what the shop has handed over of a line, in hundredths; lines that it has split count together."""
    items = actual.items if actual else ()
    return sum(item.quantity_delivered for item in items if item.line_id == line_id)


def in_other_orders(
    line_ids: Collection[str], others: Sequence[Order], kept: Collection[str]
) -> Mapping[str, int]:
    """Return by line, in hundredths, what other orders of Flow have handed over; those `kept` hold all they have."""
    found: dict[str, int] = {}
    for other in others:
        for item in other.items:
            stays = item.quantity_ordered - item.quantity_cancelled if other.order_uid in kept else 0
            quantity = max(item.quantity_delivered, stays)
            if item.line_id in line_ids and quantity:
                found[item.line_id] = found.get(item.line_id, 0) + quantity
    return found


def without(form: OrderForm, elsewhere: Mapping[str, int]) -> OrderForm:
    """Take off the form what is delivered elsewhere, with what it costs."""
    if not elsewhere:
        return form
    holders = tuple(_holders(line, _gone(line, form, elsewhere)) for line in form.line_items)
    return narrowed_forms(form, form.shipments, (0,) * len(form.shipments), holders)[0]


def _gone(line: OrderLine, form: OrderForm, elsewhere: Mapping[str, int]) -> Decimal:
    """A package is gone with the last of its parts; what is left of a line after rounding is nothing."""
    kept = whole_share(line).kept
    gone = elsewhere.get(line.line_item_id or "", 0)
    if line.is_package_product or line.is_bundle:
        parts = [part for part in form.line_items if part.package_line_item_id == line.line_item_id]
        is_gone = bool(parts) and all(_is_gone(part, elsewhere) for part in parts)
        return kept if is_gone and any(part.line_item_id in elsewhere for part in parts) else _ZERO
    return kept if _is_gone(line, elsewhere) else min(from_flow(gone), kept)


def _is_gone(line: OrderLine, elsewhere: Mapping[str, int]) -> bool:
    return elsewhere.get(line.line_item_id or "", 0) >= to_flow(whole_share(line).kept)


def _holders(line: OrderLine, gone: Decimal) -> Holders:
    whole = whole_share(line)
    if not gone:
        return {0: whole}
    rest = LineShare(whole.quantity - gone, whole.cancelled, max(whole.delivered - gone, _ZERO))
    return {0: rest, None: LineShare(gone, _ZERO, gone)}
