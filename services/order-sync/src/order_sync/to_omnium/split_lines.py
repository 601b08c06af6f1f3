"""Lines that the shop has split, for serial numbers say: they share an external id, and their sum counts. No I/O."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models import OrderItem
from order_sync.to_omnium.line_cost import kept_hundredths, line_cost

_SUMMED = ("quantity_ordered", "quantity_delivered", "quantity_cancelled", "item_discount_amount")


def by_line(items: Iterable[OrderItem]) -> dict[str, list[OrderItem]]:
    """Group lines by what they are called in Omnium, in their order."""
    groups: dict[str, list[OrderItem]] = {}
    for item in items:
        groups.setdefault(item.line_id, []).append(item)
    return groups


def joined_lines(items: Iterable[OrderItem]) -> tuple[OrderItem, ...]:
    """Make one line of those that share an id; its quantities and its cost are their sums."""
    return tuple(joined(pieces) for pieces in by_line(items).values())


def joined(pieces: Sequence[OrderItem]) -> OrderItem:
    """Make one line of several; the dearest price is its, and its discount what makes it cost what they cost."""
    if len(pieces) == 1:
        return pieces[0]
    sums = {name: sum(getattr(piece, name) for piece in pieces) for name in _SUMMED}
    serials = dict.fromkeys(piece.serialnumber for piece in pieces if piece.serialnumber)
    price = max(piece.unit_price for piece in pieces)
    whole = pieces[0].model_copy(
        update={**sums, "unit_price": price, "serialnumber": ", ".join(serials) or None}
    )
    cost = sum(map(line_cost, pieces), Decimal(0))
    if line_cost(whole) == cost or not kept_hundredths(whole):
        return whole
    reduced = line_cost(whole.model_copy(update={"item_discount_amount": 0})) - cost
    discount = to_flow(reduced * whole.quantity_ordered / kept_hundredths(whole))
    return whole.model_copy(update={"item_discount_amount": discount})
