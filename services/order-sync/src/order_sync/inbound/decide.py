"""What is to be done about an order that was gathered: made, changed, cancelled, or left alone. No I/O."""

from flow_omnium.flow.models import NewCustomer, Order
from flow_omnium.jobs.sync import Plan, telling
from order_sync.inbound.cancellation import cancellation
from order_sync.inbound.changes import CreateCustomer
from order_sync.inbound.customer import known_customer_uid, new_customer
from order_sync.inbound.gathered import Gathered
from order_sync.inbound.omnium_to_flow import to_desired_order
from order_sync.inbound.plan import is_unfinished, plan
from order_sync.omnium_standing import Standing


def decide(gathered: Gathered) -> Plan:
    """Plan the writes, and tell what of the orders could not be read. Raises Ignored and InvalidData."""
    return telling(_decided(gathered), gathered.documents)


def _decided(gathered: Gathered) -> Plan:
    if gathered.standing is Standing.CANCELLED:
        return cancellation(gathered.actual)
    if gathered.order is None or gathered.context is None or _is_too_late(gathered):
        return _left_alone(gathered)
    customer = _customer_to_make(gathered)
    customer_uid = (
        customer.customer_uid if customer else known_customer_uid(gathered.order, gathered.customer)
    )
    desired = to_desired_order(gathered.order, gathered.context, customer_uid=customer_uid)
    planned = plan(desired, gathered.actual, is_rerun=gathered.is_rerun)
    if customer is None or not planned.writes:
        return planned
    return Plan((CreateCustomer(customer), *planned.writes), planned.reason, planned.flags)


def _is_too_late(gathered: Gathered) -> bool:
    """An order that is over in Omnium is not made, nor is its making finished: that would sell it a second time."""
    is_made = gathered.actual is not None and not is_unfinished(gathered.actual)
    return gathered.standing is Standing.OVER and not is_made


def _customer_to_make(gathered: Gathered) -> NewCustomer | None:
    order, context = gathered.order, gathered.context
    if order is None or context is None or order.customer_id is None:
        return None
    if known_customer_uid(order, gathered.customer) is not None:
        return None
    key = context.parameters.omnium_customer_loyalty_id_property_key
    return new_customer(order, order.customer_id, gathered.customer, key)


def _left_alone(gathered: Gathered) -> Plan:
    status = gathered.order and gathered.order.status
    reason = f"the order is {status} in Omnium: it is not made in Flow any more"
    is_remnant = gathered.actual is not None and is_unfinished(gathered.actual)
    return Plan(reason=reason, flags=(_remnant(gathered.actual),) if is_remnant else ())


def _remnant(actual: Order | None) -> str:
    return (
        f"order {actual.order_uid if actual else ''} was begun in Flow and is over in Omnium: it stands OPEN"
    )
