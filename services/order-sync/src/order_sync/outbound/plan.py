"""Plans an order of the shop: not sent at all, a return, a new order, or changes of an order that Omnium has.

A finished sale is read-only in Omnium, as Omnium asks for (omnium.md 10.1). Such an order still takes properties and returns,
but no status, lines or payments. For those it is opened, and closed again after the last write (decision 0033).
"""

from dataclasses import replace
from typing import Final

from flow_omnium.jobs.sync import Plan, telling
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.outbound.changes import AddLine, AddPayments, SetPrices, SetReadOnly, SetStatus, UpdateLines
from order_sync.outbound.differences import plan_differences
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.new_order import plan_creation
from order_sync.outbound.relevance import irrelevance, is_return
from order_sync.outbound.returns import plan_return

_REFUSED: Final = (AddLine, AddPayments, SetPrices, SetStatus, UpdateLines)


def plan(gathered: Gathered) -> Plan:
    """List the missing writes in the order in which they must happen, and flag what could not be read.

    Raises Failed, InvalidData, and Deferred for an order still Queued in Omnium.
    """
    return telling(_planned(gathered), gathered.documents)


def _planned(gathered: Gathered) -> Plan:
    irrelevant = irrelevance(gathered.order, gathered.money, gathered.omnium)
    if irrelevant is not None:
        return irrelevant
    if is_return(gathered.order):
        return opened(plan_return(gathered), gathered.omnium)
    if gathered.omnium is None:
        return plan_creation(gathered)
    return opened(plan_differences(gathered, gathered.omnium), gathered.omnium)


def opened(plan: Plan, actual: OmniumOrder | None) -> Plan:
    """Open a read-only order before the first write that needs it, and close it after the last write of the plan.

    It is not opened earlier: the rounding of cash, which comes first, needs the order in the version that was read.
    """
    # A patch may set the mark itself, so properties and returns need no opening (decision 33).
    if actual is None or not actual.is_read_only:
        return plan
    refused = (at for at, write in enumerate(plan.writes) if isinstance(write, _REFUSED))
    first = next(refused, None)
    if first is None:
        return plan
    before, rest = plan.writes[:first], plan.writes[first:]
    opening, closing = SetReadOnly(actual.id, False), SetReadOnly(actual.id, True)
    return replace(plan, writes=(*before, opening, *rest, closing))
