"""The plan for an order that Omnium lacks. No I/O."""

from flow_omnium.jobs.sync import Plan
from flow_omnium.outcomes import Failed
from order_sync.outbound.cash_rounding import paid_and_cost
from order_sync.outbound.changes import CreateOrder
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.new_order import new_order
from order_sync.outbound.relevance import NOT_SOLD, is_sold
from order_sync.to_omnium.identity import omnium_order_id, was_born_in_omnium


def plan_creation(gathered: Gathered) -> Plan:
    """Make a shop order once it is sold or cancelled.

    Raises Failed for one that Omnium itself has made: it is never made a second time. Raises InvalidData.
    """
    order = gathered.order
    if was_born_in_omnium(order):
        message = f"Omnium has no order {omnium_order_id(order)}, although it made the order"
        raise Failed(message)
    if not is_sold(order):
        return Plan(reason=NOT_SOLD)
    sums = paid_and_cost(order, gathered.flow_tenant.currency.cash_rounding)
    trouble = gathered.customer_trouble
    nameless = (f"{trouble}: the order names no customer",) if trouble else ()
    return Plan((CreateOrder(new_order(gathered, sums.roundoff)),), flags=(*nameless, *sums.flags))
