"""What a line of Flow's should be, given the same line in Omnium: how much of it, and at whose price. No I/O.

A price that the shop has changed is the shop's: no event of Omnium's takes it back. One that both have changed stays as each
has it, until a person decides.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import ItemChange, NewItem, OrderItem
from order_sync.inbound.desired import DesiredLine
from order_sync.inbound.line_amounts import item_total
from order_sync.price_notes import Changed, Price, agreed_price, who_changed
from order_sync.to_omnium.line_cost import kept_hundredths, line_cost

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class WantedLine:
    """The change, and what is to be known of the price: who has changed it, and both sums where the shop keeps its own."""

    change: ItemChange
    changed: Changed
    in_shop: Decimal
    in_omnium: Decimal

    @property
    def keeps_price(self) -> bool:
        """Tell a price of the shop's that is not touched."""
        return self.changed in (Changed.SHOP, Changed.BOTH)


def wanted_line(
    line: DesiredLine, item: OrderItem, note: Price | None, *, is_split: bool = False
) -> WantedLine:
    """Decide; `item` is the line of Flow's, joined if the shop has split it, `note` what was noted of its price."""
    wanted, cost = _wanted(line, item), item_cost(line.item)
    kept, asked = kept_hundredths(item), line.item.quantity_ordered
    in_omnium = cost if kept == asked or not asked else cost * kept / asked
    slack = Decimal(0) if kept == asked else _CENT
    changed = who_changed(item, in_omnium, agreed_price(note, line.mark), slack)
    decided = WantedLine(wanted, changed, line_cost(item), in_omnium)
    # Pieces of a line may cost differently each: what they cost together is agreed.
    is_agreed = is_split and changed is Changed.NOBODY
    return (
        replace(decided, change=_at_own_price(wanted, item)) if decided.keeps_price or is_agreed else decided
    )


def item_cost(item: NewItem) -> Decimal:
    """Return what a line costs in Flow that Omnium wants there."""
    return from_flow(item_total(item.quantity_ordered, item.unit_price, item.item_discount_amount))


def _at_own_price(wanted: ItemChange, item: OrderItem) -> ItemChange:
    """Leave the price as the shop has it; of another quantity, the discount is as much for each."""
    discount, ordered = item.item_discount_amount, wanted.quantity_ordered or 0
    if not item.quantity_ordered or ordered == item.quantity_ordered:
        return wanted.model_copy(update={"unit_price": None, "item_discount_amount": discount})
    discount = to_flow(Decimal(discount * ordered) / item.quantity_ordered / 100)
    return wanted.model_copy(update={"unit_price": item.unit_price, "item_discount_amount": discount})


def _wanted(line: DesiredLine, item: OrderItem) -> ItemChange:
    """What the line should be. The shop's own cancellations count once, whether Omnium knows of them yet or not."""
    open_in_omnium, cancelled_in_shop = line.item.quantity_ordered, item.quantity_cancelled
    ordered = open_in_omnium + min(line.cancelled, cancelled_in_shop)
    if cancelled_in_shop > line.cancelled:
        ordered = open_in_omnium + line.cancelled
    ordered = max(ordered, item.quantity_delivered + cancelled_in_shop)
    # The discount is of what Omnium has open: it says nothing of another quantity.
    is_agreed = ordered - cancelled_in_shop == open_in_omnium
    return ItemChange(
        product_uid=line.item.product_uid,
        quantity_ordered=ordered,
        unit_price=line.item.unit_price,
        item_discount_amount=_discount(line.item, item, ordered) if is_agreed else item.item_discount_amount,
    )


def _discount(wanted: NewItem, item: OrderItem, ordered: int) -> int:
    """Flow's discount is of all that was ordered, and counts by the share that is not cancelled: the cost decides."""
    priced = item.model_copy(update={"quantity_ordered": ordered, "unit_price": wanted.unit_price})
    if line_cost(priced) == item_cost(wanted):
        return item.item_discount_amount
    kept = ordered - item.quantity_cancelled
    return to_flow(Decimal(wanted.item_discount_amount * ordered) / kept / 100) if kept else 0
