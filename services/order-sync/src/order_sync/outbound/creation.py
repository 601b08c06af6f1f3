"""The plan for an order that Omnium lacks. No I/O."""

from collections.abc import Iterator

from flow_omnium.jobs.sync import FieldChange, Plan
from flow_omnium.omnium.models import NewOrder
from flow_omnium.outcomes import Failed
from order_sync.outbound.cash_rounding import paid_and_cost
from order_sync.outbound.changes import CreateOrder, goods, told_payment
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
    new = new_order(gathered, sums.roundoff)
    return Plan((CreateOrder(new, tuple(_told(new))),), flags=sums.flags)


def _told(new: NewOrder) -> Iterator[FieldChange]:
    form = new.order_form
    facts = {"status": new.status, "marketId": new.market_id, "storeId": new.store_id}
    people = {"customerId": new.customer_id, "salesPersonId": new.sales_person_id}
    yield from (FieldChange(name, None, value) for name, value in {**facts, **people}.items() if value)
    yield from (FieldChange(f"line {line.line_item_id}", None, goods(line)) for line in form.line_items)
    yield from map(told_payment, form.payments)
    if form.gross_roundoff is not None:
        yield FieldChange("grossRoundoff", None, f"{form.gross_roundoff:.2f}")
    yield from (FieldChange(item.key, None, item.value) for item in new.properties)
