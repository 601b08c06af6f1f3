"""The plan: whatever was written before, the rest is planned, and nothing twice."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from flow_omnium.flow.models import NewItem, NewOrder, Order, OrderHandling, OrderItem
from flow_omnium.flow.states import OrderState
from flow_omnium.jobs.sync import Write
from flow_omnium.outcomes import InvalidData
from order_sync.inbound.changes import AddLine, AttachHandling, ChangeState, CreateOrder
from order_sync.inbound.desired import DesiredLine, DesiredOrder
from order_sync.inbound.order_changes import plan

LINES = tuple(
    DesiredLine(NewItem(external_id=line, product_uid="p", quantity_ordered=100, unit_price=100))
    for line in ("1", "2", "3")
)
DESIRED = DesiredOrder(
    order_id="1001",
    store_uid="oslo",
    header=NewOrder(order_uid="1001", external_order_number="1001"),
    lines=LINES,
    line_ids=frozenset({"1", "2", "3"}),
    handling_uid="pick",
    state=OrderState.PARKED,
)


def written(actual: Order | None, change: Write) -> Order:
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
            return extended(actual, items=(OrderItem(**item.model_dump(exclude={"order_item_uid"})),))
        case AttachHandling(_, handling_uid):
            return extended(actual, orderhandlings=(OrderHandling(handling_uid=handling_uid),))
        case ChangeState(_, state):
            return extended(actual).model_copy(update={"order_state": state})
        case _:
            raise AssertionError(change)


def extended(actual: Order | None, **lists: tuple[object, ...]) -> Order:
    assert actual is not None
    return actual.model_copy(update={name: getattr(actual, name) + more for name, more in lists.items()})


def after(number_of_writes: int) -> Order | None:
    actual = None
    for change in plan(DESIRED, None).writes[:number_of_writes]:
        actual = written(actual, change)
    return actual


def told(writes: Sequence[Write]) -> list[str]:
    return [write.describe().what for write in writes]


@pytest.mark.parametrize("writes", range(7))
def test_a_making_that_broke_off_goes_on_with_the_next_write(writes: int) -> None:
    whole = plan(DESIRED, None).writes
    assert len(whole) == 6
    assert told(plan(DESIRED, after(writes)).writes) == told(whole[writes:])


def test_without_handling_none_is_attached() -> None:
    desired = replace(DESIRED, handling_uid=None, state=OrderState.CONFIRMED)
    assert [type(change) for change in plan(desired, None).writes] == [
        CreateOrder,
        *[AddLine] * 3,
        ChangeState,
    ]


@pytest.mark.parametrize("state", ["PARKED", "CONFIRMED", "COMPLETE", "CANCELLED", "SOMETHING_NEW", None])
def test_an_order_that_is_as_it_should_be_is_left_alone(state: str | None) -> None:
    assert plan(DESIRED, extended(after(6)).model_copy(update={"order_state": state})).writes == ()


@pytest.mark.parametrize("state", ["COMPLETE", "CANCELLED"])
def test_an_order_that_is_finished_in_the_shop_is_not_changed(state: str) -> None:
    planned = plan(DESIRED, extended(after(2)).model_copy(update={"order_state": state}))
    assert (planned.writes, planned.reason) == (
        (),
        f"the order is {state} in Flow: it is not changed any more",
    )


@pytest.mark.parametrize(
    "progress",
    [
        {"settle_state": "PARTIALLY_SETTLED"},
        {"delivery_state": "DELIVERED"},
        {"orderhandlings": (OrderHandling(handling_uid="pick", state="IN_PROGRESS"),)},
    ],
)
def test_an_order_that_the_shop_has_open_is_left_to_the_shop(progress: dict[str, object]) -> None:
    opened = extended(after(5)).model_copy(update=progress)
    assert plan(DESIRED, opened).writes == ()
    assert told(plan(DESIRED, extended(after(2)).model_copy(update=progress)).writes) == [
        "add line 2",
        "add line 3",
    ]


def test_an_order_that_a_run_of_ours_left_open_is_put_back_by_the_next_run() -> None:
    opened = extended(after(5)).model_copy(update={"settle_state": "SETTLED"})
    assert told(plan(DESIRED, opened, is_rerun=True).writes) == ["set the state"]


def test_lines_go_to_the_store_where_the_order_was_begun() -> None:
    begun = extended(after(1)).model_copy(update={"store_uid": "bergen"})
    stores = {change.order.store_uid for change in plan(DESIRED, begun).writes if isinstance(change, AddLine)}
    assert stores == {"bergen"}


def test_a_uid_that_belongs_to_another_order_is_no_success() -> None:
    other = Order(order_uid="10_01", external_order_number="10/01", order_state="PARKED")
    with pytest.raises(InvalidData, match="10/01"):
        plan(replace(DESIRED, order_id="10_01"), other)
