"""Lines of Flow's orders and receipts: what they cost, their tax rate, which were split, which are no goods.

- A line that the shop has split, for serial numbers say, becomes several with one external id; their sum counts.
- Tax: `itemPrice` includes the tax, `itemVatAmount` is the tax. Both are whole cents, so a small amount fits several rates;
  the field `vatRate` (which Flow does not publish), then the usual rates decide.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import ItemChange, OrderItem

_HUNDRED: Final = Decimal(100)
_HALF_A_CENT: Final = Decimal("0.5")
_STEP: Final = Decimal("0.01")

USUAL_RATES: Final = tuple(map(Decimal, ("25", "15", "12", "6", "24", "14", "10", "25.5", "0")))
"""The rates of Norway, Sweden, Denmark and Finland, in percent."""

SHIPPING_LINE_ID: Final = "shipping-"
"""How the ids of shipping lines begin; the shipment's id follows."""

HANDLING_LINE_ID: Final = "handling"

FEE_LINE_ID: Final = "fee"
"""The id of the line for what an order costs beyond its other lines."""

_SUMMED = ("quantity_ordered", "quantity_delivered", "quantity_cancelled", "item_discount_amount")


def by_line(items: Iterable[OrderItem]) -> dict[str, list[OrderItem]]:
    """Group lines by their ids in Omnium, in the order in which they stand."""
    groups: dict[str, list[OrderItem]] = {}
    for item in items:
        groups.setdefault(item.line_id, []).append(item)
    return groups


def joined_lines(items: Iterable[OrderItem]) -> tuple[OrderItem, ...]:
    """Make one line of those that share an id; its quantities and its cost are their sums."""
    return tuple(joined(pieces) for pieces in by_line(items).values())


def joined(pieces: Sequence[OrderItem]) -> OrderItem:
    """Make one line of several: with their highest price, and the discount that makes it cost as much as they do."""
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
    # Pieces may have different prices, and Flow rounds each: the discount takes up both.
    reduced = line_cost(whole.model_copy(update={"item_discount_amount": 0})) - cost
    discount = to_flow(reduced * whole.quantity_ordered / kept_hundredths(whole))
    return whole.model_copy(update={"item_discount_amount": discount})


def shared_out(pieces: Sequence[OrderItem], wanted: ItemChange) -> Iterator[ItemChange]:
    """Divide a change among the pieces of a split line.

    A higher quantity goes to the last piece; a lower one is taken off from the last piece on, but never below what is handed
    over or cancelled of a piece. A new discount is divided by quantity.
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
    """Divide a discount by quantity. Each piece gets what is due up to it less what the ones before got: the sum is exact."""
    whole, so_far, given, shares = sum(quantities), 0, 0, []
    for quantity in quantities:
        so_far += quantity
        due = to_flow(Decimal(discount * so_far) / whole / 100) if whole else discount
        shares.append(due - given)
        given = due
    return shares


def kept_hundredths(item: OrderItem) -> int:
    """Return how much of a line is not cancelled, × 100 as in Flow."""
    return item.quantity_ordered - item.quantity_cancelled


def kept_quantity(item: OrderItem) -> Decimal:
    """Return how much of a line is not cancelled, in units."""
    return from_flow(kept_hundredths(item))


def line_cost(item: OrderItem) -> Decimal:
    """Work out what is to be paid of a line, in major units, rounded to whole cents as Flow does.

    The discount is on all that was ordered (design section 7): a cancelled piece takes its share of it away.
    """
    if not item.quantity_ordered:
        return Decimal(0)
    kept = kept_quantity(item)
    gross = to_flow(kept * from_flow(item.unit_price))
    discount = to_flow(kept * item.item_discount_amount / item.quantity_ordered)
    return from_flow(gross - discount)


def is_charge(line_id: str) -> bool:
    """Tell whether a line is shipping, handling or a fee: nobody hands that over."""
    return line_id.startswith(SHIPPING_LINE_ID) or line_id in (HANDLING_LINE_ID, FEE_LINE_ID)


def tax_rate_of(item: OrderItem, *, is_vat_free: bool = False) -> Decimal | None:
    """Return the rate in percent; None where Flow does not say it."""
    if is_vat_free:
        return Decimal(0)
    stated = None if item.vat_rate is None else from_flow(item.vat_rate)
    if not item.item_price or item.item_vat_amount is None:
        return stated
    known = USUAL_RATES if stated is None else (stated, *USUAL_RATES)
    return next((rate for rate in known if is_taxed_at(item, rate)), _exact(item))


def is_taxed_at(item: OrderItem, rate: Decimal) -> bool:
    """Tell whether the line's tax is right for a rate, to the cent. Without amounts, Flow's `vatRate` decides."""
    if not item.item_price or item.item_vat_amount is None:
        return item.vat_rate is None or from_flow(item.vat_rate) == rate
    tax = item.item_price * rate / (_HUNDRED + rate)
    return abs(item.item_vat_amount - tax) <= _HALF_A_CENT


def tax_flags(items: Iterable[tuple[str, Decimal | None, OrderItem]]) -> Iterable[str]:
    """Flag the lines that the shop taxes at another rate than Omnium; `items` are line id, Omnium's rate, line."""
    for line_id, rate, item in items:
        if rate is not None and not is_taxed_at(item, rate):
            shop = tax_rate_of(item)
            yield f"line {line_id}: taxed at {_shown(rate)} % in Omnium, at {_shown(shop)} % in the shop"


def _exact(item: OrderItem) -> Decimal | None:
    price, tax = item.item_price or 0, item.item_vat_amount or 0
    net = price - tax
    return (Decimal(tax * 100) / net).quantize(_STEP).normalize() + 0 if net else None


def _shown(rate: Decimal | None) -> str:
    return "?" if rate is None else f"{rate.normalize():f}"
