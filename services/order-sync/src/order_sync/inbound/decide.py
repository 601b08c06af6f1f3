"""What is to be done about an order that was gathered: made, changed, moved, cancelled, or left alone. No I/O."""

from collections.abc import Iterable, Sequence

from flow_omnium.flow.models import NewCustomer, Order
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.sync import Plan, Write, telling
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.outcomes import InvalidData
from order_sync.inbound.cancellation import cancellation
from order_sync.inbound.changes import AddLine, CreateCustomer
from order_sync.inbound.context import InboundContext
from order_sync.inbound.customer import known_customer_uid, new_customer
from order_sync.inbound.gathered import Gathered
from order_sync.inbound.omnium_to_flow import to_desired_order
from order_sync.inbound.order_types import rule_of
from order_sync.inbound.parts import Division, divide
from order_sync.inbound.placement import Placed, is_living, place
from order_sync.inbound.plan import is_unfinished, plan
from order_sync.inbound.withdrawal import is_begun, withdrawal
from order_sync.omnium_standing import Standing
from order_sync.to_omnium.identity import omnium_order_id


def decide(gathered: Gathered) -> Plan:
    """Plan the writes, and tell what of the orders could not be read. Raises Ignored and InvalidData."""
    return telling(_decided(gathered), gathered.documents)


def _decided(gathered: Gathered) -> Plan:
    if gathered.standing is Standing.CANCELLED:
        return _cancelled(gathered)
    if gathered.order is None or gathered.context is None:
        return _left_alone(gathered, None)
    own = _own(gathered.order, gathered.actuals)
    division = divide(
        gathered.order, rule_of(gathered.order.order_type, gathered.context.order_types), gathered.stores
    )
    taken = [actual.order_uid for actual in gathered.actuals]
    placement = place(gathered.order.id, division.parts, own, taken, gathered.context.parameters)
    withdrawn = [withdrawal(actual, _gone(division)) for actual in placement.left_over]
    kept = [actual for actual in placement.left_over if is_begun(actual)]
    customer = _customer_to_make(gathered.order, gathered.context, gathered)
    planned = [
        _planned(placed, gathered, gathered.context, customer)
        for placed in placement.placed
        if not _is_held(placed, kept)
    ]
    first = (CreateCustomer(customer),) if customer and any(one.writes for one in planned) else ()
    return _joined((*withdrawn, *planned), division, first)


def _own(order: OmniumOrder, actuals: Sequence[Order]) -> Sequence[Order]:
    """Return the orders that are this one's. Raises InvalidData if its own uid belongs to another.

    Two ids that differ only in characters Flow does not know share a uid; the second order must not vanish.
    """
    for actual in actuals:
        if actual.order_uid == sanitize_uid(order.id) and not _is_own(actual, order):
            owner = actual.external_order_number
            number = order.order_number or order.id
            raise InvalidData("id", number, f"free in Flow: uid {actual.order_uid} is order {owner}")
    return [actual for actual in actuals if _is_own(actual, order)]


def _is_own(actual: Order, order: OmniumOrder) -> bool:
    if omnium_order_id(actual) == order.id:
        return True
    is_named = actual.external_order_number in (None, order.order_number, order.id)
    return is_named and actual.order_uid == sanitize_uid(order.id)


def _planned(
    placed: Placed, gathered: Gathered, context: InboundContext, customer: NewCustomer | None
) -> Plan:
    if _is_too_late(gathered, placed.actual):
        return _left_alone(gathered, placed.actual)
    uid = customer.customer_uid if customer else known_customer_uid(placed.part.order, gathered.customer)
    desired = to_desired_order(placed.part, placed.order_uid, context, customer_uid=uid)
    return plan(desired, placed.actual, is_rerun=gathered.is_rerun)


def _cancelled(gathered: Gathered) -> Plan:
    """Cancel every order that lives; where none does, the one there is tells why nothing is done."""
    order = gathered.order
    own = [actual for actual in gathered.actuals if order is None or _is_own(actual, order)]
    living = [actual for actual in own if is_living(actual)]
    if not living:
        return cancellation(next(iter(own), None))
    return _joined([cancellation(actual) for actual in living], Division())


def _is_held(placed: Placed, kept: Iterable[Order]) -> bool:
    """What a shop has begun stays there: its goods are in no second order."""
    form = placed.part.order.order_form
    wanted = {line.line_item_id for line in (form.line_items if form else ()) if line.quantity}
    return placed.actual is None and any(
        item.external_id in wanted for actual in kept for item in actual.items
    )


def _gone(division: Division) -> str:
    stores = ", ".join(sorted({part.store_uid for part in division.parts}))
    return f"Omnium has moved it to {stores}" if stores else "Omnium has nothing of it for a shop any more"


def _joined(plans: Iterable[Plan], division: Division, first: Sequence[Write] = ()) -> Plan:
    """Put plans together: what takes goods from an order comes before what brings them to another."""
    given = sorted(plans, key=lambda one: any(isinstance(write, AddLine) for write in one.writes))
    reasons = dict.fromkeys(one.reason for one in given if one.reason)
    return Plan(
        (*first, *(write for one in given for write in one.writes)),
        "; ".join(reasons) or None,
        tuple(dict.fromkeys((*division.flags, *(flag for one in given for flag in one.flags)))),
        next((one.failure for one in given if one.failure), None),
    )


def _is_too_late(gathered: Gathered, actual: Order | None) -> bool:
    """An order that is over in Omnium is not made, nor is its making finished: that would sell it a second time."""
    is_made = actual is not None and not is_unfinished(actual)
    return gathered.standing is Standing.OVER and not is_made


def _customer_to_make(order: OmniumOrder, context: InboundContext, gathered: Gathered) -> NewCustomer | None:
    if order.customer_id is None or known_customer_uid(order, gathered.customer) is not None:
        return None
    key = context.parameters.omnium_customer_loyalty_id_property_key
    return new_customer(order, order.customer_id, gathered.customer, key)


def _left_alone(gathered: Gathered, actual: Order | None) -> Plan:
    status = gathered.order and gathered.order.status
    reason = f"the order is {status} in Omnium: it is not made in Flow any more"
    is_remnant = actual is not None and is_unfinished(actual)
    return Plan(reason=reason, flags=(_remnant(actual),) if is_remnant else ())


def _remnant(actual: Order | None) -> str:
    return (
        f"order {actual.order_uid if actual else ''} was begun in Flow and is over in Omnium: it stands OPEN"
    )
