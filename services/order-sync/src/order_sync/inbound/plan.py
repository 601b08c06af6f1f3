"""Plans an order of Omnium in Flow: it is made, changed, moved, cancelled, or left alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from flow_omnium.flow.models import NewCustomer, Order
from flow_omnium.jobs.sync import Plan, Write, telling
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.identity import base_uid, was_born_in_omnium
from order_sync.inbound.cancellation import cancellation, deletion, is_begun, withdrawal
from order_sync.inbound.changes import AddLine
from order_sync.inbound.customer import (
    customer_id_of,
    doubled,
    erased_flags,
    known_customer_uid,
    made,
    new_customer,
    of_other_kind,
)
from order_sync.inbound.desired import alike
from order_sync.inbound.gathered import Gathered, InboundContext
from order_sync.inbound.left_alone import kept_order_flags, left_alone
from order_sync.inbound.part_plan import Planning
from order_sync.inbound.parts import Division, divide
from order_sync.inbound.payments import foreign_currency, shop_ids
from order_sync.inbound.placement import covers, given_up, is_living, place
from order_sync.order_stage import OrderStage
from order_sync.order_types import CLICK_AND_COLLECT, OrderRule

_NO_RULE_LEFT = "Omnium has given it a type that shops do not handle"


def decide(gathered: Gathered) -> Plan:
    """Plan the writes, and flag what could not be read. Raises Ignored and InvalidData."""
    return telling(_decided(gathered), gathered.documents)


def _decided(gathered: Gathered) -> Plan:
    order, context = gathered.order, gathered.context
    # Cancelling needs no money and no readable line, and goes on whatever else is wrong with the order (decision 29).
    if gathered.stage is OrderStage.CANCELLED:
        return _cancelled(gathered)
    if order is None or context is None:
        return left_alone(gathered)
    if foreign := foreign_currency(order, context.payments.currency):
        return Plan(reason=foreign, flags=(foreign,))
    own = gathered.own
    if gathered.rule is None:
        return _joined([withdrawal(actual, _NO_RULE_LEFT) for actual in own if _is_ours_to_end(actual)])
    division = divide(order, gathered.rule, gathered.stores, given_up(own))
    taken = [actual.order_uid for actual in gathered.actuals]
    placement = place(base_uid(order, gathered.actuals), division.parts, own, taken, context.parameters)
    customer = _customer_to_make(order, context, gathered)
    uid = customer.customer_uid if customer else _known_uid(order, context, gathered)
    planned = Planning(gathered, own, placement, uid).plans()
    # The customer is made before the orders that name the customer, and only if one of them is written.
    is_made = customer is not None and any(one.writes for one in planned)
    first = (made(customer, gathered.customer, _loyalty_key(context)),) if customer and is_made else ()
    left_over = [actual for actual in placement.left_over if _is_ours_to_end(actual)]
    plans = (
        _of_no_store(division, gathered.rule),
        *(withdrawal(actual, _why(actual, division)) for actual in left_over),
        _of_kept(order, context, own, [actual for actual in left_over if is_begun(actual)]),
        *planned,
        Plan(flags=(*_customer_flags(order, gathered), *alike(_codes(order)))),
    )
    return _joined(plans, first)


def _of_kept(
    order: OmniumOrder, context: InboundContext, own: Sequence[Order], kept: Sequence[Order]
) -> Plan:
    """Flag what differs in orders that no part is in any more, but that the shop has begun."""
    ids = shop_ids(own)
    flags = (flag for one in kept for flag in kept_order_flags(order, one, context.payments, ids))
    return Plan(flags=tuple(flags))


def _customer_flags(order: OmniumOrder, gathered: Gathered) -> Iterator[str]:
    customer_id = order.customer_id or ""
    yield from doubled(customer_id, gathered.customer)
    yield from of_other_kind(order, customer_id, gathered.customer)
    yield from erased_flags(customer_id, gathered.customer)


def _codes(order: OmniumOrder) -> Sequence[str]:
    lines = order.order_form.line_items if order.order_form else ()
    return [line.code for line in lines if line.code]


def _is_ours_to_end(actual: Order) -> bool:
    return is_living(actual) and was_born_in_omnium(actual)


def _cancelled(gathered: Gathered) -> Plan:
    """Cancel every order of it; for those cancelled already, give the reason and flag the money to give back."""
    order = gathered.order
    own = gathered.own
    currency = order.billing_currency if order else gathered.shop_currency
    unseen = Plan(flags=tuple(deletion(own) if order is None else ()))
    if len(own) <= 1:
        return _joined([cancellation(next(iter(own), None), currency), unseen])
    return _joined([*(_of_order(actual, cancellation(actual, currency)) for actual in own), unseen])


def _of_order(actual: Order, plan: Plan) -> Plan:
    """Put the order's uid before each flag: two orders may have the same sum to give back, and equal flags become one."""
    return replace(plan, flags=tuple(f"order {actual.order_uid}: {flag}" for flag in plan.flags))


def _why(actual: Order, division: Division) -> str:
    """Return why an order is taken back. Only parts with goods of this order say where it has gone."""
    stores = ", ".join(sorted({part.store_uid for part in division.parts if covers(actual, part)}))
    if not stores:
        return "Omnium has nothing of it for a shop any more"
    return f"Omnium has moved it to {stores}" if stores != actual.store_uid else "Omnium has changed its type"


def _of_no_store(division: Division, rule: OrderRule) -> Plan:
    """Return the flags of the division, and the reason if no store of Flow hands anything over."""
    if division.parts or not division.names:
        return Plan(flags=division.flags)
    reason = f"no store of Flow hands it over, but {', '.join(division.names)}"
    is_collected = rule is CLICK_AND_COLLECT
    # A customer who is to collect it comes to a shop; what a warehouse sends concerns none.
    return Plan(reason=reason, flags=(*division.flags, *((reason,) if is_collected else ())))


def _joined(plans: Iterable[Plan], first: Sequence[Write] = ()) -> Plan:
    """Join plans into one. Plans that add lines come last: goods are taken off one order before another gets them."""
    given = sorted(plans, key=lambda one: any(isinstance(write, AddLine) for write in one.writes))
    reasons = dict.fromkeys(one.reason for one in given if one.reason)
    return Plan(
        (*first, *(write for one in given for write in one.writes)),
        "; ".join(reasons) or None,
        tuple(dict.fromkeys(flag for one in given for flag in one.flags)),
        next((one.failure for one in given if one.failure), None),
    )


def _customer_to_make(order: OmniumOrder, context: InboundContext, gathered: Gathered) -> NewCustomer | None:
    customer_id = customer_id_of(order, context.shared_customer_ids)
    if customer_id is None or gathered.customer.is_erased:
        return None
    if known_customer_uid(customer_id, gathered.customer) is not None:
        return None
    return new_customer(order, customer_id, gathered.customer, _loyalty_key(context))


def _loyalty_key(context: InboundContext) -> str | None:
    return context.parameters.omnium_customer_loyalty_id_property_key


def _known_uid(order: OmniumOrder, context: InboundContext, gathered: Gathered) -> str | None:
    customer_id = customer_id_of(order, context.shared_customer_ids)
    return None if customer_id is None else known_customer_uid(customer_id, gathered.customer)
