"""How an order is taken back from a shop that has done nothing with it. No I/O.

It is marked before it is cancelled: so a run that broke off between the two goes on, nobody takes it for a cancellation
of the shop's, and it never counts as the order of anything again.
"""

from collections.abc import Iterator

from flow_omnium.flow.models import NewProperty, Order, OrderHeader, OrderRef
from flow_omnium.flow.states import NOT_STARTED, OrderState
from flow_omnium.jobs.sync import Plan
from order_sync.inbound.changes import AddSettlement, Change, ChangeHeader, ChangeState
from order_sync.inbound.properties import merged_properties
from order_sync.inbound.told_fields import told_fields
from order_sync.shop_money import reversed_payments, shop_amount, shop_settle_state
from order_sync.to_omnium.notes import WITHDRAWN_KEY, withdrawn


def withdrawal(actual: Order, reason: str) -> Plan:
    """Mark the order with the reason, and cancel it; one that the shop has begun is left, and flagged."""
    if is_begun(actual):
        flag = (
            f"order {actual.order_uid} in store {actual.store_uid} is begun in the shop, and stays: {reason}"
        )
        return Plan(reason=flag, flags=(flag,))
    return Plan(tuple(_writes(actual, reason)))


def end_of(actual: Order, reason: str, currency: str | None) -> Plan:
    """Mark and cancel an order of which nothing is left, picked or not; money that was taken must go back first."""
    paid = shop_amount(actual)
    if paid:
        amount = " ".join(filter(None, (f"{paid:.2f}", currency)))
        flag = f"order {actual.order_uid}: {reason}, but {amount} was paid in the shop and must be given back there"
        return Plan(reason=flag, flags=(flag,))
    if actual.store_uid is None:
        return Plan(reason=reason, flags=(f"order {actual.order_uid}: {reason}, but it is in no store",))
    return Plan(tuple(_writes(actual, reason)))


def is_begun(actual: Order) -> bool:
    """Tell whether the shop has done anything with an order: picked, sold, cancelled, added."""
    states = (item.state for item in actual.orderhandlings)
    progress = (shop_settle_state(actual), actual.delivery_state, *states)
    return (
        actual.order_state == OrderState.COMPLETE
        or actual.store_uid is None
        or any(state not in (None, NOT_STARTED) for state in progress)
        or any(
            item.external_id is None or item.quantity_delivered or item.quantity_cancelled
            for item in actual.items
        )
    )


def _writes(actual: Order, reason: str) -> Iterator[Change]:
    ref = OrderRef(actual.store_uid or "", actual.order_uid)
    state = actual.order_state
    if not withdrawn(actual):
        if state != OrderState.OPEN:
            yield ChangeState(ref, OrderState.OPEN, state)
        yield _mark(actual, ref, reason)
        state = OrderState.OPEN
    # What Omnium has as paid goes along to the new order: nowhere else may it stand as paid.
    yield from (AddSettlement(ref, reversal) for reversal in reversed_payments(actual))
    yield ChangeState(ref, OrderState.CANCELLED, state)


def _mark(actual: Order, ref: OrderRef, reason: str) -> ChangeHeader:
    mark = NewProperty(key=WITHDRAWN_KEY, value=reason)
    header = OrderHeader(properties=merged_properties((mark,), actual.properties))
    there = actual.model_dump(by_alias=True, include={"properties"}, exclude_none=True)
    return ChangeHeader(ref, header, told_fields(header, there))
