"""How an order ends in Flow: cancelled or deleted in Omnium, or taken back from a shop that has not begun it.

An order that is taken back gets the property `omnium.withdrawn` before it is cancelled. So a run that died in between goes on,
the cancellation is not taken for the shop's own, and the order never counts as a part of Omnium's order again.
"""

from collections.abc import Iterator, Sequence

from flow_omnium.flow.models import NewProperty, Order, OrderHeader, OrderRef
from flow_omnium.flow.states import NOT_STARTED, OrderState
from flow_omnium.jobs.sync import Plan
from order_sync.describe import describe_fields
from order_sync.inbound.changes import AddSettlement, Change, ChangeHeader, ChangeState
from order_sync.inbound.header_changes import merged_properties
from order_sync.shop_money import reversed_payments, shop_amount, shop_settle_state
from order_sync.to_omnium.notes import WITHDRAWN_KEY, noted_shipments, withdrawn

_DELIVERED = (
    "cancelled in Omnium, but goods of it were handed over in the shop: both sides are left as they are"
)

_PAID = "cancelled in Omnium after it was paid in the shop: the money has to be given back there"


def deletion(own: Sequence[Order]) -> Iterator[str]:
    """Flag what may still be in a shop of an order that Omnium has deleted.

    Further orders in Flow are found by guessing Omnium's usual shipment numbers (`flow_orders`); shipments with names of their
    own cannot be guessed.
    """
    for order in own:
        named = sorted(one for one in noted_shipments(order) or () if not one.isdecimal())
        if named:
            yield (
                f"order {order.order_uid}: Omnium, which has deleted it, called its shipments by names "
                f"({', '.join(named)}): orders of others, {order.order_uid}-…, may still stand in a shop"
            )
    if len(own) == 1 and (reason := withdrawn(own[0])):
        yield (
            f"order {own[0].order_uid} was taken back from the shop ({reason}), Omnium has deleted it since, and Flow has "
            f"no order of its shipments 1 to 5: one of another may still stand in a shop"
        )


def cancellation(actual: Order | None, currency: str | None = None) -> Plan:
    """Cancel the order, unless goods of it were handed over: a person must settle that.

    Money that the shop has taken is flagged in each run until it is given back.
    """
    if actual is None:
        return Plan(reason="the order is cancelled in Omnium, and Flow has none of it")
    if actual.order_state == OrderState.CANCELLED:
        return Plan(
            reason="the order is cancelled on both sides", flags=tuple(_to_give_back(actual, currency))
        )
    # The goods are out: whether they come back or are paid for, only a person can find out (decision 6).
    if any(item.quantity_delivered for item in actual.items):
        return Plan(reason=_DELIVERED, flags=(_DELIVERED,))
    # Flow takes no change of a finished order, and one without a store has no path to write to (`flow.routes`).
    if actual.order_state == OrderState.COMPLETE or actual.store_uid is None:
        reason = f"the order is cancelled in Omnium, but {actual.order_state} in Flow"
        return Plan(reason=reason, flags=(reason,))
    ref = OrderRef(actual.store_uid, actual.order_uid)
    return Plan(tuple(_writes(actual, ref)), flags=tuple(_to_give_back(actual, currency)))


def _to_give_back(actual: Order, currency: str | None) -> Iterator[str]:
    """Flag the amount to give back. Where the state says paid but no settlement says how much, the amount is left out."""
    taken = shop_amount(actual)
    is_cancelled = actual.order_state == OrderState.CANCELLED
    if taken > 0 and not any(item.quantity_delivered for item in actual.items):
        yield " ".join(filter(None, (f"{_PAID}: {taken:.2f}", currency)))
    elif not actual.settlements and not is_cancelled and shop_settle_state(actual) not in (None, NOT_STARTED):
        yield _PAID


def _writes(actual: Order, ref: OrderRef) -> Iterator[Change]:
    """Take Omnium's payments off before cancelling: a cancelled order must have no money in the shop's books."""
    reversals, state = tuple(reversed_payments(actual)), actual.order_state
    if reversals and state != OrderState.OPEN:
        yield ChangeState(ref, OrderState.OPEN, state)
        state = OrderState.OPEN
    yield from (AddSettlement(ref, reversal) for reversal in reversals)
    yield ChangeState(ref, OrderState.CANCELLED, state)


def withdrawal(actual: Order, reason: str) -> Plan:
    """Take the order back from the shop; one that the shop has begun is left as it is, and flagged."""
    if is_begun(actual):
        flag = (
            f"order {actual.order_uid} in store {actual.store_uid} is begun in the shop, and stays: {reason}"
        )
        return Plan(reason=flag, flags=(flag,))
    return Plan(tuple(_take_back(actual, reason)))


def end_of(actual: Order, reason: str, currency: str | None) -> Plan:
    """Take back an order of which nothing is left, even if begun. Money that the shop took must be given back first."""
    paid = shop_amount(actual)
    if paid:
        amount = " ".join(filter(None, (f"{paid:.2f}", currency)))
        flag = f"order {actual.order_uid}: {reason}, but {amount} was paid in the shop and must be given back there"
        return Plan(reason=flag, flags=(flag,))
    if actual.store_uid is None:
        return Plan(reason=reason, flags=(f"order {actual.order_uid}: {reason}, but it is in no store",))
    return Plan(tuple(_take_back(actual, reason)))


def is_begun(actual: Order) -> bool:
    """Tell whether the shop has done anything with an order: picked, sold, cancelled or added goods."""
    states = (item.state for item in actual.orderhandlings)
    progress = (shop_settle_state(actual), actual.delivery_state, *states)
    return (
        actual.order_state == OrderState.COMPLETE
        or actual.store_uid is None
        or any(state not in (None, NOT_STARTED) for state in progress)
        # A line without an external id was rung up in the shop.
        or any(
            item.external_id is None or item.quantity_delivered or item.quantity_cancelled
            for item in actual.items
        )
    )


def _take_back(actual: Order, reason: str) -> Iterator[Change]:
    ref = OrderRef(actual.store_uid or "", actual.order_uid)
    state = actual.order_state
    # The mark comes first: a run that died after it goes on here, and nobody takes the cancellation for the shop's.
    if not withdrawn(actual):
        if state != OrderState.OPEN:
            yield ChangeState(ref, OrderState.OPEN, state)
        yield _mark(actual, ref, reason)
        state = OrderState.OPEN
    # Omnium's payments move to the order that is made instead: they must not count as paid in both.
    yield from (AddSettlement(ref, reversal) for reversal in reversed_payments(actual))
    yield ChangeState(ref, OrderState.CANCELLED, state)


def _mark(actual: Order, ref: OrderRef, reason: str) -> ChangeHeader:
    mark = NewProperty(key=WITHDRAWN_KEY, value=reason)
    header = OrderHeader(properties=merged_properties((mark,), actual.properties))
    there = actual.model_dump(by_alias=True, include={"properties"}, exclude_none=True)
    return ChangeHeader(ref, header, describe_fields(header, there))
