"""Which discounts of the whole order are missing in Flow, whose discounts are neither changed nor removed. No I/O."""

from dataclasses import dataclass
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.flow.models import NewDiscount, Order, OrderDiscount, OrderRef
from order_sync.inbound.changes import AddDiscount
from order_sync.inbound.desired import DesiredOrder


@dataclass(frozen=True)
class Discounts:
    """The discounts to add, and what can only be told."""

    changes: tuple[AddDiscount, ...] = ()
    flags: tuple[str, ...] = ()


def discounts(desired: DesiredOrder, actual: Order | None, ref: OrderRef) -> Discounts:
    """Compare what is off in Omnium with what we have taken off in Flow; discounts of the shop's own are left alone."""
    own = [one for one in actual.discounts if is_ours(one, ref.order_uid)] if actual else []
    there = from_flow(sum(one.amount for one in own))
    missing = desired.discount - there
    if missing < 0:
        sums = f"{there:.2f} is off in Flow, {desired.discount:.2f} in Omnium"
        return Discounts(flags=(f"order {ref.order_uid}: {sums}: Flow takes no discount back",))
    return Discounts(changes=(_addition(desired, ref, missing, len(own)),) if missing else ())


def is_ours(discount: OrderDiscount, order_uid: str) -> bool:
    """Tell a discount that we have added."""
    return (discount.order_discount_uid or "").startswith(f"{order_uid}-difference")


def _addition(desired: DesiredOrder, ref: OrderRef, amount: Decimal, number: int) -> AddDiscount:
    further = f"-{number + 1}" if number else ""
    new = NewDiscount(
        order_discount_uid=f"{ref.order_uid}-difference{further}",
        name=desired.discount_name,
        amount=to_flow(amount),
    )
    return AddDiscount(ref, new)
