"""Plans what Omnium must be told of receptions: confirmations, stock levels, jobs for other purchase orders."""

from collections.abc import Iterator, Sequence

from flow_omnium.jobs.sync import Plan, Write, telling, together
from flow_omnium.outcomes import Failed, InvalidData
from receivement_sync.changes import Change, PassOn
from receivement_sync.confirmations import plan_confirmations
from receivement_sync.figures import agrees
from receivement_sync.gathered import Gathered
from receivement_sync.items import ReceivedItem, items_of, state_flags
from receivement_sync.levels import ambiguous, level_change, unnamed, unreadable
from receivement_sync.references import came_from_omnium


def plan(gathered: Gathered, *, passes_on: bool = False) -> Plan:
    """Confirm the receptions of a purchase order that Omnium has, then send the stock levels that are Flow's.

    Goods of another purchase order are left to a job of that order; without `passes_on` no job can be started, and they are
    flagged instead.
    """
    received = items_of(gathered.receivements, gathered.purchase_order)
    confirmed = _confirmed(gathered, received)
    others = tuple(_of_others(gathered, received))
    # Levels come last, since a confirmation raises Omnium's stock by itself.
    writes: tuple[Write, ...] = (*confirmed.writes, *(others if passes_on else ()), *_levels(gathered))
    flags = (
        *state_flags(received, gathered.tenant.flow.states),
        *_unread_quantities(received),
        *confirmed.flags,
        *(() if passes_on else (other.flag() for other in others)),
        *_level_flags(gathered, received),
    )
    failures = [*filter(None, [confirmed.failure]), *_failures(gathered, flags)]
    planned = Plan(
        writes,
        confirmed.reason,
        flags,
        together(failures),
        is_independent=True,
        is_compared_after=bool(confirmed.writes),
        told_afresh=confirmed.told_afresh,
    )
    documents = {f"reception {one.receivement_uid} in Flow": one for one in gathered.receivements}
    return telling(planned, {**documents, "purchase order in Flow": gathered.purchase_order})


def _needs_none(gathered: Gathered) -> bool:
    """Tell whether both sides have received the same of an order without any reception: goods that came before it was exported."""
    order, known = gathered.purchase_order, gathered.known
    if order is None or known is None or not any(item.quantity_received for item in order.items):
        return False
    return agrees(known.lines, order)


def _confirmed(gathered: Gathered, received: Sequence[ReceivedItem]) -> Plan:
    if gathered.known is None:
        return Plan(reason=_why_unknown(gathered), flags=tuple(_lost(gathered)))
    return plan_confirmations(gathered, gathered.known, received)


def _why_unknown(gathered: Gathered) -> str:
    if gathered.levels:
        return "the stock levels agree"
    uid = gathered.uid
    order = "the reception has no purchase order" if uid is None else f"Omnium has no purchase order {uid}"
    return f"{order}, and the stock of store {gathered.store_uid} is not Flow's"


def _lost(gathered: Gathered) -> Iterator[str]:
    if came_from_omnium(gathered.purchase_order):
        yield f"purchase order {gathered.uid} came from Omnium, which has it no more: nothing of it is confirmed"


def _of_others(gathered: Gathered, received: Sequence[ReceivedItem]) -> Iterator[PassOn]:
    """Yield the other purchase orders with goods on these receptions on which both sides differ, once per reception."""
    found = {
        (order_uid, one.receivement.receivement_uid): one.receivement
        for one in received
        if (order_uid := gathered.orders_of_lines.get(one.line_uid or ""))
        and order_uid not in gathered.served_orders
    }
    for (order_uid, uid), receivement in found.items():
        yield PassOn(order_uid, receivement.store_uid or gathered.store_uid, uid)


def _unread_quantities(received: Sequence[ReceivedItem]) -> Iterator[str]:
    for one in received:
        if one.item.quantity is None and not one.receivement.unread:
            yield f"{InvalidData(one.place('quantity'), None, 'given')}: it is not confirmed"


def _levels(gathered: Gathered) -> Iterator[Change]:
    changes = (level_change(levels) for levels in gathered.levels)
    yield from (change for change in changes if change is not None)


def _level_flags(gathered: Gathered, received: Sequence[ReceivedItem]) -> Iterator[str]:
    if not gathered.levels:
        return
    yield from unnamed(received)
    for levels in gathered.levels:
        yield from ambiguous(levels)


def _failures(gathered: Gathered, flags: Sequence[str]) -> Iterator[Failed]:
    yield from gathered.failures
    # Without a reception, flags mean that there was one before; without flags it has not arrived yet, so try later.
    if gathered.missing is not None and not flags and not _needs_none(gathered):
        yield gathered.missing
    if gathered.known is None:
        for code in sorted(gathered.unknown_warehouses):
            yield InvalidData("warehouseUid", code, "a warehouse of Omnium")
    for levels in gathered.levels:
        yield from unreadable(levels)
