"""Plans the writes that bring one order in Flow to what Omnium wants: it is made, changed, or left since it is finished.

An order is made and changed while it is OPEN, and the last write puts it into the state of its type. A run that dies leaves it
OPEN, and the next plan holds only what is missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flow_omnium.flow.amounts import from_flow
from flow_omnium.flow.models import Order, OrderItem, OrderRef
from flow_omnium.flow.states import NOT_STARTED, OrderState
from flow_omnium.jobs.sync import Plan
from flow_omnium.outcomes import InvalidData
from order_sync.identity import omnium_order_id
from order_sync.inbound.allotment import NOTHING_PAID, Allotment
from order_sync.inbound.changes import (
    AddDiscount,
    AddLine,
    AddSettlement,
    AttachHandling,
    Change,
    ChangeLine,
    ChangeState,
    CreateOrder,
    RemoveLine,
)
from order_sync.inbound.desired import DesiredOrder, new_item_cost
from order_sync.inbound.header_changes import discounts, header_changes, with_payments
from order_sync.inbound.line_changes import finished_lines, kept_lines, line_changes, unwanted_lines
from order_sync.inbound.prepaid import lost_since, prepaid
from order_sync.inbound.price_changes import price_changes, price_flags, with_prices
from order_sync.lines.shop_lines import line_cost, tax_flags
from order_sync.shop_money import shop_settle_state
from order_sync.to_omnium.lines import order_discount

_FINISHED = (OrderState.COMPLETE, OrderState.CANCELLED)


def plan(
    desired: DesiredOrder,
    actual: Order | None,
    *,
    is_rerun: bool = False,
    allotment: Allotment = NOTHING_PAID,
) -> Plan:
    """List the missing writes in the order in which they must happen; `actual` is the order in Flow, if it is made.

    Raises InvalidData if the uid belongs to another order.
    """
    if actual is None:
        return _made(desired, allotment)
    _require_same_order(desired, actual)
    ref = OrderRef(actual.store_uid or desired.store_uid, actual.order_uid)
    if actual.order_state in _FINISHED:
        return _finished(desired, actual, ref, allotment)
    return _edited(desired, actual, ref, allotment, is_rerun=is_rerun)


def _made(desired: DesiredOrder, allotment: Allotment) -> Plan:
    ref = OrderRef(desired.store_uid, desired.header.order_uid)
    lines = tuple(_added(desired, ref))
    money = _money(desired, None, ref, lines, allotment)
    creation = CreateOrder(desired.store_uid, with_prices(money.wanted))
    # The state comes last: by an order that is still OPEN the next run knows that this one died (decision 6).
    return Plan((creation, *lines, *money.changes, *_ending(money.wanted, None, ref)), flags=money.flags)


def _edited(
    desired: DesiredOrder, actual: Order, ref: OrderRef, allotment: Allotment, *, is_rerun: bool
) -> Plan:
    lines = tuple(line_changes(desired, actual, ref))
    money = _money(desired, actual, ref, lines, allotment)
    wanted = money.wanted
    edits: tuple[Change, ...] = (
        *header_changes(wanted.header, actual, ref, deadline=wanted.deadline),
        *lines,
    )
    # The note of prices alone never opens an order: that would come back as an event, and open it again (decision 31).
    if edits or is_rerun:
        edits = (*edits, *price_changes(wanted, actual, ref))
    flags = (*kept_lines(wanted, actual), *price_flags(wanted, actual), *_taxed_otherwise(wanted, actual))
    return Plan(
        tuple(_around((*edits, *money.changes), wanted, actual, ref, is_rerun=is_rerun)),
        f"the order stands in Flow already, in state {actual.order_state}",
        (*money.flags, *flags),
    )


@dataclass(frozen=True)
class _Money:
    """The order with the notes of its payments in its header, and the writes of discounts and payments."""

    wanted: DesiredOrder
    changes: tuple[Change, ...]
    flags: tuple[str, ...]


def _money(
    desired: DesiredOrder, actual: Order | None, ref: OrderRef, lines: Sequence[Change], allotment: Allotment
) -> _Money:
    off = discounts(desired, actual, ref)
    paid = prepaid(allotment, actual, _planned_cost((*lines, *off.changes), actual))
    settled = (AddSettlement(ref, settlement) for settlement in paid.settlements)
    header = with_payments(desired.header, paid)
    return _Money(
        desired if header is desired.header else replace(desired, header=header),
        (*off.changes, *settled),
        (*desired.flags, *off.flags, *paid.flags),
    )


def _added(desired: DesiredOrder, ref: OrderRef) -> Iterator[AddLine]:
    return (AddLine(ref, line.item, line.tax_rate) for line in desired.lines)


def _taxed_otherwise(desired: DesiredOrder, actual: Order) -> Iterable[str]:
    rates = {line.item.external_id: line.tax_rate for line in desired.lines}
    there = [item for item in actual.items if item.external_id in rates]
    return tax_flags((item.line_id, rates[item.line_id], item) for item in there)


def _finished(desired: DesiredOrder, actual: Order, ref: OrderRef, allotment: Allotment) -> Plan:
    """Leave the order as it is, and flag that Omnium has other lines or less money by now."""
    reason = f"the order is {actual.order_state} in Flow: it is not changed any more"
    if actual.order_state == OrderState.CANCELLED:
        return Plan(reason=reason, flags=tuple(unwanted_lines(desired, actual)))
    changed = "the lines were changed in Omnium after the shop had finished the order"
    is_changed = any(line_changes(desired, actual, ref))
    flags = (changed, *finished_lines(desired, actual)) if is_changed else ()
    return Plan(reason=reason, flags=(*flags, *price_flags(desired, actual), *lost_since(allotment, actual)))


def is_unfinished(actual: Order) -> bool:
    """Tell whether a run of ours left the order OPEN, and not the shop, which opens it to deliver or to take payment."""
    states = (item.state for item in actual.orderhandlings)
    progress = (shop_settle_state(actual), actual.delivery_state, *states)
    return actual.order_state == OrderState.OPEN and all(state in (None, NOT_STARTED) for state in progress)


def _around(
    edits: tuple[Change, ...], desired: DesiredOrder, actual: Order, ref: OrderRef, *, is_rerun: bool
) -> Iterator[Change]:
    """Open the order for the edits and put it back. One that the shop has open is edited, and left open."""
    if actual.order_state != OrderState.OPEN:
        if edits:
            yield ChangeState(ref, OrderState.OPEN, actual.order_state)
            yield from edits
            yield ChangeState(ref, desired.state, OrderState.OPEN)
        return
    yield from edits
    # Still OPEN from a run of ours that died: certain on a rerun, else likely if the shop has not begun the order.
    if is_rerun or is_unfinished(actual):
        yield from _ending(desired, actual, ref)


def _ending(desired: DesiredOrder, actual: Order | None, ref: OrderRef) -> Iterator[Change]:
    attached = {handling.handling_uid for handling in actual.orderhandlings} if actual else set()
    # The last part of an order that is made: with its handling it was made whole (`left_alone`).
    if desired.handling_uid and desired.handling_uid not in attached:
        yield AttachHandling(ref, desired.handling_uid)
    yield ChangeState(ref, desired.state, OrderState.OPEN if actual else None)


def _require_same_order(desired: DesiredOrder, actual: Order) -> None:
    """Raise InvalidData if the uid is another order's: ids that differ only in characters a uid cannot have share one."""
    number = desired.header.external_order_number
    owner = actual.external_order_number
    if owner not in (None, number, desired.order_id) and omnium_order_id(actual) != desired.order_id:
        raise InvalidData("id", number, f"free in Flow: uid {actual.order_uid} is order {owner}")


def _planned_cost(changes: Iterable[Change], actual: Order | None) -> Decimal:
    """Work out what the order will cost, in major units, once the changes are made."""
    items: dict[str, OrderItem] = {item.order_item_uid or "": item for item in actual.items} if actual else {}
    added = Decimal(0)
    for change in changes:
        match change:
            case AddLine(_, item):
                added += new_item_cost(item)
            case AddDiscount(_, discount):
                added -= from_flow(discount.amount)
            case ChangeLine(_, uid, _, differing):
                items[uid] = items[uid].model_copy(update=differing.model_dump(exclude_none=True))
            case RemoveLine(_, uid):
                del items[uid]
    lines = sum(map(line_cost, items.values()), added)
    return lines - (order_discount(actual) if actual else Decimal(0))
