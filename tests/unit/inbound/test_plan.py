"""The plan: whatever was written before, the rest is planned, and nothing twice."""

import pytest

from flow_omnium.flow.models import NewItem, NewOrder, Order, OrderHandling, OrderItem
from flow_omnium.flow.states import OrderState
from flow_omnium.outcomes import InvalidData
from order_sync.inbound.changes import AddLine, AttachHandling, Change, ChangeState, CreateOrder
from order_sync.inbound.desired import DesiredOrder
from order_sync.inbound.plan import plan

ITEMS = tuple(
    NewItem(external_id=line, product_uid="p", quantity_ordered=100, unit_price=100)
    for line in ("1", "2", "3")
)
DESIRED = DesiredOrder(
    store_uid="oslo",
    header=NewOrder(order_uid="1001", external_order_number="1001"),
    items=ITEMS,
    handling_uid="pick",
    state=OrderState.PARKED,
)


def written(actual: Order | None, change: Change) -> Order:
    """Do to an order in memory what the change does in Flow."""
    match change:
        case CreateOrder(store_uid, order):
            assert actual is None
            number = order.external_order_number
            return Order(
                order_uid=order.order_uid,
                store_uid=store_uid,
                external_order_number=number,
                order_state="OPEN",
            )
        case AddLine(_, item):
            return extended(actual, items=(OrderItem(external_id=item.external_id),))
        case AttachHandling(_, handling_uid):
            return extended(actual, orderhandlings=(OrderHandling(handling_uid=handling_uid),))
        case ChangeState(_, state):
            return extended(actual).model_copy(update={"order_state": state})


def extended(actual: Order | None, **lists: tuple[object, ...]) -> Order:
    assert actual is not None
    return actual.model_copy(update={name: getattr(actual, name) + more for name, more in lists.items()})


def after(number_of_writes: int) -> Order | None:
    actual = None
    for change in plan(DESIRED, None)[:number_of_writes]:
        actual = written(actual, change)
    return actual


@pytest.mark.parametrize("writes", range(7))
def test_a_making_that_broke_off_goes_on_with_the_next_write(writes: int) -> None:
    whole = plan(DESIRED, None)
    assert len(whole) == 6
    assert plan(DESIRED, after(writes)) == whole[writes:]


def test_without_handling_none_is_attached() -> None:
    desired = DesiredOrder(DESIRED.store_uid, DESIRED.header, ITEMS, None, OrderState.CONFIRMED)
    assert [type(change) for change in plan(desired, None)] == [CreateOrder, *[AddLine] * 3, ChangeState]


@pytest.mark.parametrize("state", ["PARKED", "CONFIRMED", "COMPLETE", "CANCELLED", "SOMETHING_NEW", None])
def test_a_finished_order_is_left_alone(state: str | None) -> None:
    assert plan(DESIRED, extended(after(2)).model_copy(update={"order_state": state})) == ()


@pytest.mark.parametrize(
    "progress",
    [
        {"settle_state": "PARTIALLY_SETTLED"},
        {"delivery_state": "DELIVERED"},
        {"orderhandlings": (OrderHandling(handling_uid="pick", state="IN_PROGRESS"),)},
    ],
)
def test_an_order_that_the_shop_works_on_is_left_alone(progress: dict[str, object]) -> None:
    assert plan(DESIRED, extended(after(2)).model_copy(update=progress)) == ()


def test_lines_go_to_the_store_where_the_order_was_begun() -> None:
    begun = extended(after(1)).model_copy(update={"store_uid": "bergen"})
    stores = {change.order.store_uid for change in plan(DESIRED, begun) if isinstance(change, AddLine)}
    assert stores == {"bergen"}


def test_a_uid_that_belongs_to_another_order_is_no_success() -> None:
    other = Order(order_uid="1001", external_order_number="1/001", order_state="PARKED")
    with pytest.raises(InvalidData, match="1/001"):
        plan(DESIRED, other)
