"""Which orders of Flow have no business in Omnium, or not yet, and why. No I/O."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Order
from flow_omnium.flow.states import OrderType
from flow_omnium.jobs.sync import Plan
from order_sync.outbound.shop_progress import has_moved, is_cancelled, is_finished, is_settled
from order_sync.to_omnium.notes import withdrawn
from order_sync.to_omnium.payments import settled_amount

REASON_BY_TYPE: Final[Mapping[str, str]] = MappingProxyType(
    {OrderType.OFFER: "offers are not sent", OrderType.PAYMENT: "payments are sent as receipts"}
)
NOT_SETTLED: Final = "the return is not settled yet"
CANCELLED: Final = "the return is cancelled in the shop"
NO_ORIGINAL: Final = "the return names no original order, so Omnium has nothing to take it back to"
NOT_SOLD: Final = "the order is neither settled nor cancelled in the shop yet"


def _bare(amount: Decimal) -> str:
    return f"{amount:.2f}"


def irrelevance(order: Order, shown: Callable[[Decimal], str] = _bare) -> Plan | None:
    """Return the empty plan of an order that is not sent at all; None for one that may be. `shown` writes amounts."""
    reason = REASON_BY_TYPE.get(order.type or "")
    if reason is not None:
        return Plan(reason=reason)
    why = withdrawn(order)
    if why is not None:
        return _of_withdrawn(order, why, shown)
    if not is_return(order):
        return None
    if not is_finished(order) and not is_settled(order):
        return Plan(reason=NOT_SETTLED)
    return None if order.original_order_uid else _without_original(order)


def _of_withdrawn(order: Order, why: str, shown: Callable[[Decimal], str]) -> Plan:
    """An order that we took back from the shop tells nothing of the order in Omnium, unless the shop was faster."""
    reason = f"order {order.order_uid} was taken back from the shop: {why}"
    if not has_moved(order):
        return Plan(reason=reason)
    delivered = from_flow(sum(item.quantity_delivered for item in order.items))
    paid = settled_amount(order.settlements)
    flag = f"{reason}, but in it {delivered.normalize():f} were handed over and {shown(paid)} paid"
    return Plan(reason=flag, flags=(flag,))


def _without_original(order: Order) -> Plan:
    if is_cancelled(order) and not has_moved(order):
        return Plan(reason=CANCELLED)
    return Plan(reason=NO_ORIGINAL, flags=(NO_ORIGINAL,))


def is_return(order: Order) -> bool:
    """Tell a return from a sale."""
    return order.type == OrderType.RETURN


def is_sold(order: Order) -> bool:
    """Tell whether a shop order that Omnium lacks is ready to be made there."""
    return is_settled(order) or is_cancelled(order)
