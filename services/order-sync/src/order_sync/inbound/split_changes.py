"""What of a change falls on each of the lines that the shop has made of one. No I/O."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models import ItemChange, OrderItem
from order_sync.to_omnium.split_lines import joined


def shared_out(pieces: Sequence[OrderItem], wanted: ItemChange) -> Iterator[ItemChange]:
    """Share out what is wanted of lines together: more goes to the last, less is taken off from the last on.

    What is handed over or cancelled of a line stays on it. The discount goes by quantity, where it changes at all.
    """
    quantities = _quantities(pieces, wanted.quantity_ordered or 0)
    is_as_it_was = quantities == [piece.quantity_ordered for piece in pieces] and (
        wanted.item_discount_amount == joined(pieces).item_discount_amount
    )
    discounts = (
        [piece.item_discount_amount for piece in pieces]
        if is_as_it_was
        else _by_quantity(wanted.item_discount_amount or 0, quantities)
    )
    for quantity, discount in zip(quantities, discounts, strict=True):
        yield wanted.model_copy(update={"quantity_ordered": quantity, "item_discount_amount": discount})


def _quantities(pieces: Sequence[OrderItem], wanted: int) -> list[int]:
    quantities = [piece.quantity_ordered for piece in pieces]
    surplus = sum(quantities) - wanted
    if surplus < 0:
        quantities[-1] -= surplus
    for position in reversed(range(len(pieces))):
        piece = pieces[position]
        still_open = piece.quantity_ordered - piece.quantity_delivered - piece.quantity_cancelled
        taken = max(0, min(surplus, still_open))
        quantities[position] -= taken
        surplus -= taken
    return quantities


def _by_quantity(discount: int, quantities: Sequence[int]) -> list[int]:
    """Each line gets what is due up to it, less what went to those before: so the sum is exact."""
    whole, so_far, given, shares = sum(quantities), 0, 0, []
    for quantity in quantities:
        so_far += quantity
        due = to_flow(Decimal(discount * so_far) / whole / 100) if whole else discount
        shares.append(due - given)
        given = due
    return shares
