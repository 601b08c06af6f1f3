"""Plans the writes for an order that Omnium has: only what differs, each by a narrow call (omnium.md 4.5, 10.2).

Prices, payments and quantities come before the status, because setting the status runs Omnium's workflow, which uses them.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from flow_omnium.flow.amounts import from_flow, to_flow
from flow_omnium.jobs.sync import Plan, Write
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.omnium.models import OrderForm, Property
from order_sync.lines.shop_lines import joined_lines, kept_hundredths
from order_sync.order_stage import OrderStage, stage_of
from order_sync.outbound.changes import AddPayments, SetProperties, SetStatus
from order_sync.outbound.deliveries import delivery_properties
from order_sync.outbound.gathered import Gathered
from order_sync.outbound.lines import LinesPlan, plan_lines
from order_sync.outbound.money import money_flags, roundoff
from order_sync.outbound.payments import missing_payments, prepayment
from order_sync.outbound.prices import plan_prices
from order_sync.outbound.shop_progress import has_moved, is_cancelled, is_handed_over, standing_items
from order_sync.outbound.status import (
    has_others_goods,
    is_all_ready,
    is_held,
    is_ready_for_pickup,
    is_set_back,
    next_status,
    wanted_status,
)
from order_sync.shop_money import payment_ids_of, shop_amount
from order_sync.to_omnium.own_properties import property_changes, set_properties

_ZERO: Final = Decimal(0)
SOLD_ALTHOUGH_CANCELLED: Final = "cancelled in Omnium but sold in the shop"
_DELETED: Final = "deleted"


def plan_differences(gathered: Gathered, actual: OmniumOrder) -> Plan:
    """Compare both sides. Raises Deferred while the order is Queued in Omnium, and InvalidData."""
    stage = stage_of(actual.status, gathered.cancelled)
    if stage is OrderStage.CANCELLED:
        return _plan_for_cancelled(gathered, actual)
    if stage is OrderStage.OVER and is_cancelled(gathered.whole):
        flag = f"cancelled in the shop but {actual.status} in Omnium"
        flags = (flag, *money_flags(gathered, actual))
        return Plan((*_payments(gathered, actual), *_properties(gathered, actual)), flag, flags)
    return _plan_for_living(gathered, actual, is_over=stage is OrderStage.OVER)


def _plan_for_cancelled(gathered: Gathered, actual: OmniumOrder) -> Plan:
    """A cancelled order takes no lines and no status in Omnium any more, but still payments and properties."""
    reason = f"the order is {actual.status} in Omnium"
    agreed = is_cancelled(gathered.order)
    # Goods may be handed over in the moment before our own cancellation reaches the shop: both then say cancelled.
    is_sold = is_handed_over(gathered.order) if agreed else has_moved(gathered.order, payment_ids_of(actual))
    flags = tuple(_sold_although_cancelled(gathered, actual)) if is_sold else ()
    if agreed:
        flags = (*flags, *money_flags(gathered, actual))
    # Omnium takes nothing more of an order that it has deleted, not even properties.
    if (actual.status or "").lower() == _DELETED:
        return Plan(reason=reason, flags=flags)
    writes: list[Write] = [*_payments(gathered, actual)] if agreed else []
    return Plan((*writes, *_properties(gathered, actual)), reason, flags)


def _plan_for_living(gathered: Gathered, actual: OmniumOrder, *, is_over: bool) -> Plan:
    is_waiting = is_ready_for_pickup(gathered.order, actual.order_type, gathered.tenant) and not is_over
    is_ready = is_waiting and is_all_ready(gathered.others, actual.order_type, gathered.tenant)
    form = actual.order_form or OrderForm()
    lines = plan_lines(gathered, actual.id, form, is_ready=is_waiting).taken(is_over=is_over)
    prices = plan_prices(gathered, actual, lines.lines)
    announcement, properties = _properties_around(gathered, actual, lines)
    writes: tuple[Write, ...] = (
        *roundoff(gathered, actual),  # first: any other write changes the version that it needs
        *lines.additions(),
        *prices.writes(),
        *_payments(gathered, actual),
        *announcement,
        *lines.updates(),
        *properties,
        *_status(gathered, actual, lines, is_ready=is_ready, is_over=is_over),
    )
    return Plan(writes, flags=(*lines.flags, *prices.flags, *money_flags(gathered, actual)))


def _properties_around(
    gathered: Gathered, actual: OmniumOrder, lines: LinesPlan
) -> tuple[Sequence[SetProperties], Sequence[SetProperties]]:
    """Return what is set before the quantities, which is the announcement of deliveries, and what after."""
    form = actual.order_form or OrderForm()
    noted = delivery_properties(gathered, form.line_items, lines.lines)
    announcement = set_properties(actual, noted.before)
    announced = tuple(Property(key=key, value=value) for key, value in noted.before.items())
    kept = (item for item in actual.properties if item.key not in noted.before)
    there = actual.model_copy(update={"properties": (*kept, *announced)})
    prefix = gathered.tenant.parameters.omnium_property_prefix
    changes = property_changes(gathered.order, there, prefix, noted.after)
    return (announcement,) if announcement else (), (changes,) if changes else ()


def _payments(gathered: Gathered, actual: OmniumOrder) -> Iterator[AddPayments]:
    missing = missing_payments(gathered.order, actual, gathered.payment_names)
    if missing:
        yield AddPayments(actual.id, missing)


def _properties(gathered: Gathered, actual: OmniumOrder) -> Iterator[SetProperties]:
    prefix = gathered.tenant.parameters.omnium_property_prefix
    lines = actual.order_form.line_items if actual.order_form else ()
    noted = delivery_properties(gathered, lines, ())
    changes = property_changes(gathered.order, actual, prefix, noted.after)
    if changes:
        yield changes


def _status(
    gathered: Gathered, actual: OmniumOrder, lines: LinesPlan, *, is_ready: bool, is_over: bool
) -> Iterator[SetStatus]:
    # Reporting a hand-over makes Omnium change the status, to one we cannot know here: so ours is set in any case.
    current = None if lines.delivers and not is_over else actual.status
    statuses, whole = gathered.tenant.order_statuses, gathered.whole
    has_more = has_others_goods(whole, actual.order_form or OrderForm())
    paid = prepayment(whole, actual)
    wanted = wanted_status(whole, statuses, is_ready=is_ready, has_more=has_more, paid=paid)
    if is_held(actual.status, wanted, statuses):
        return
    if is_set_back(whole, wanted, statuses, (line.line for line in lines.lines)):
        return
    ends = is_over or lines.finishes
    status = next_status(whole, current, wanted, is_over=ends, paid=paid)
    if status:
        yield SetStatus(actual.id, status, current)


def _sold_although_cancelled(gathered: Gathered, actual: OmniumOrder) -> Iterator[str]:
    """Flag that it was sold, then each line that was handed over or is open in the shop, then the money taken.

    The order is named with the money: two shops may have the same sum to give back, and equal flags would become one.
    """
    yield SOLD_ALTHOUGH_CANCELLED
    lines = actual.order_form.line_items if actual.order_form else ()
    known = {line.line_item_id: line.delivered_quantity for line in lines}
    for item in joined_lines(standing_items(gathered.order)):
        still_open = kept_hundredths(item) - item.quantity_delivered
        there = known.get(item.line_id, _ZERO)
        if still_open or item.quantity_delivered > to_flow(there):
            yield (
                f"line {item.line_id}: {from_flow(item.quantity_delivered):f} handed over and "
                f"{from_flow(still_open):f} open in the shop, {there:f} delivered in Omnium, which has cancelled the order"
            )
    paid = shop_amount(gathered.order, payment_ids_of(actual))
    if paid:
        yield f"order {gathered.order.order_uid}: {gathered.money(paid)} was paid in the shop, and Omnium has cancelled it"
