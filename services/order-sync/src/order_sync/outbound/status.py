"""Which status an order gets in Omnium by what has become of it in the shop (design section 7, flow.md 1.2). No I/O."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import OrderLine
from flow_omnium.tenants.orders import OrderStatuses
from order_sync.outbound.prepayment import NOT_PREPAID, Prepayment
from order_sync.outbound.shop_progress import is_cancelled, is_delivered, is_handed_over, is_settled

_RANK_OF_ENDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "pickedup": 1,
        "pickedupandpaid": 1,
        "completed": 2,
        "closed": 4,
        "partiallyreturned": 4,
        "returned": 4,
    }
)
"""How far along an order is that is over in Omnium (omnium.md 4.2); in lower case."""

_RANK_OF_OWN_END: Final = 3
"""A status that only the tenant knows: beyond the usual ends, but no return is taken back by it."""


def wanted_status(
    order: Order,
    statuses: OrderStatuses,
    *,
    is_ready: bool,
    has_more: bool = False,
    paid: Prepayment = NOT_PREPAID,
) -> str | None:
    """Return the status by the tenant's table; None while nothing has happened that Omnium must know of.

    An order that is paid in Omnium is completed by its hand-over, whatever Flow says of it; that it is paid is no news there.

    Goods that wait ready for pickup stay so until the first of them is handed over; from then on the status is Omnium's own.
    `has_more` says that others still have goods of the order to send: no shop ends it then.
    """
    if is_cancelled(order):
        return None if has_more else statuses.cancelled
    if is_at_end(order, paid) and not has_more:
        return statuses.completed
    if is_ready and not is_handed_over(order):
        return statuses.ready_for_pickup
    return statuses.in_progress if is_settled(order) and paid.is_shops else None


def is_at_end(order: Order, paid: Prepayment = NOT_PREPAID) -> bool:
    """Tell whether all is paid, by whomever, and all is handed over."""
    return (is_settled(order) or paid.is_whole) and is_delivered(order)


def is_set_back(
    order: Order, wanted: str | None, statuses: OrderStatuses, lines: Iterable[OrderLine]
) -> bool:
    """Tell a status that would take an order back whose goods are on their way.

    `OrderLinesUpdate` makes an order that is handed over in part `PartiallyShipped` (omnium.md 4.6), and a status that is set
    runs the workflow of that status once more. What the tenant calls its statuses makes no difference.
    """
    if wanted == statuses.in_progress != statuses.completed:
        return is_handed_over(order) or any(line.delivered_quantity for line in lines)
    return False


def is_held(current: str | None, wanted: str | None, statuses: OrderStatuses) -> bool:
    """Tell a status that would end a hold of Omnium's: that the shop goes on with an order is no reason to.

    The end of an order is one, whoever holds it.
    """
    goes_on = {statuses.in_progress, statuses.ready_for_pickup} - {statuses.completed}
    return wanted in goes_on and (current or "").lower() in {name.lower() for name in statuses.not_yet}


def next_status(
    order: Order, current: str | None, wanted: str | None, *, is_over: bool, paid: Prepayment = NOT_PREPAID
) -> str | None:
    """Return the wanted status if the order is to go there; None if it stands there, or is beyond it already.

    `is_over` says that Omnium is done with the order: it may go on to another end, never back and never in circles.
    """
    if wanted is None or wanted.lower() == (current or "").lower():
        return None
    if not is_over:
        return wanted
    return wanted if is_at_end(order, paid) and _rank(wanted) > _rank_in_omnium(current) else None


def _rank(status: str) -> int:
    return _RANK_OF_ENDS.get(status.lower(), _RANK_OF_OWN_END)


def _rank_in_omnium(status: str | None) -> int:
    """A status that is no end has no rank: an order that is about to be over goes on to any."""
    return _RANK_OF_ENDS.get((status or "").lower(), 0)
