"""Totals of a line: whatever both sides hold, Omnium is never asked for what it refuses, and is not asked twice."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from flow_omnium.flow.amounts import to_flow
from flow_omnium.flow.models import OrderItem
from flow_omnium.omnium.models import OrderLine
from order_sync.outbound.line_progress import LineProgress, line_progress
from simulators.omnium.models.changes import LineUpdate
from simulators.omnium.orders.lines import apply_line_update


@st.composite
def lines(draw: st.DrawFn) -> OrderLine:
    """A line as Omnium may hold it: delivered and cancelled together are at most what was ordered.

    More may be ready: what is ordered may be lowered after it was.
    """
    ordered = draw(st.integers(1, 8))
    delivered = draw(st.integers(0, ordered))
    return OrderLine(
        line_item_id="1",
        quantity=Decimal(ordered),
        delivered_quantity=Decimal(delivered),
        canceled_quantity=Decimal(draw(st.integers(0, ordered - delivered))),
        ready_for_pickup_quantity=Decimal(draw(st.integers(0, ordered + 2))),
    )


@st.composite
def items(draw: st.DrawFn) -> OrderItem:
    ordered = draw(st.integers(1, 10))
    delivered = draw(st.integers(0, ordered))
    cancelled = draw(st.integers(0, ordered - delivered))
    return OrderItem(
        order_item_uid="i-1",
        quantity_ordered=ordered * 100,
        quantity_delivered=delivered * 100,
        quantity_cancelled=cancelled * 100,
    )


@settings(max_examples=3 * settings().max_examples)
@given(items(), lines(), st.booleans())
def test_omnium_takes_the_totals_and_needs_no_others(item: OrderItem, line: OrderLine, ready: bool) -> None:
    taken = taken_by_omnium(line_progress(item, line, is_ready=ready))
    assert taken.delivered_quantity >= line.delivered_quantity
    assert taken.canceled_quantity >= line.canceled_quantity
    assert line_progress(item, taken, is_ready=ready).update is None


@settings(max_examples=2 * settings().max_examples)
@given(items(), lines(), st.booleans())
def test_what_is_not_flagged_agrees(item: OrderItem, line: OrderLine, ready: bool) -> None:
    progress = line_progress(item, line, is_ready=ready)
    if progress.flags:
        return
    assert progress.delivered * 100 >= item.quantity_delivered
    if item.quantity_cancelled:
        assert (line.quantity or 0) - progress.cancelled <= Decimal(
            item.quantity_ordered - item.quantity_cancelled
        ) / 100


def taken_by_omnium(progress: LineProgress) -> OrderLine:
    """Let the simulated Omnium take the update. Raises its refusal."""
    document: dict[str, Any] = progress.line.model_dump(by_alias=True)
    if progress.update is not None:
        sent = progress.update.model_dump(by_alias=True, exclude_none=True)
        apply_line_update(document, LineUpdate.model_validate(sent))
    return OrderLine.model_validate(document)


def an_item(**fields: int) -> OrderItem:
    return OrderItem(order_item_uid="i-1", quantity_ordered=200, **fields)


def a_line(**fields: int) -> OrderLine:
    return OrderLine.model_validate({"line_item_id": "1", "quantity": 2, **fields})


def test_what_is_held_back_is_flagged() -> None:
    held = line_progress(an_item(quantity_delivered=100), a_line(), is_ready=False).without_delivery()
    assert held.update is None
    told = "line 1: delivered in the shop, but Omnium is done with the order: 1 in the shop, 0 in Omnium"
    assert held.flags == (told,)


def test_nothing_is_held_back_of_a_line_that_did_not_move() -> None:
    progress = line_progress(an_item(), a_line(), is_ready=False)
    assert progress.without_delivery() == progress


def test_only_totals_that_rise_are_told() -> None:
    progress = line_progress(an_item(quantity_delivered=100), a_line(), is_ready=True)
    assert [str(field) for field in progress.fields()] == [
        "line 1 deliveredQuantity: 0 → 1",
        "line 1 readyForPickupQuantity: 0 → 1",
    ]


def a_fraction(quantity: str, **fields: str) -> OrderLine:
    return OrderLine.model_validate({"line_item_id": "1", "quantity": quantity, **fields})


@settings(max_examples=2 * settings().max_examples)
@given(st.decimals("0.005", "1000000.01", places=3), st.data())
def test_whatever_flow_is_told_of_a_fraction_is_handed_over_whole(
    quantity: Decimal, data: st.DataObject
) -> None:
    ordered = to_flow(quantity)
    cancelled = data.draw(st.integers(0, ordered))
    line = a_fraction(str(quantity))
    for delivered in sorted(data.draw(st.lists(st.integers(0, ordered - cancelled), max_size=3))):
        line = taken_by_omnium(line_progress(in_flow(ordered, delivered, cancelled), line, is_ready=False))
    last = line_progress(in_flow(ordered, ordered - cancelled, cancelled), line, is_ready=False)
    assert last.flags == ()
    assert last.is_finished
    taken = taken_by_omnium(last)
    assert taken.delivered_quantity + taken.canceled_quantity == quantity
    assert (
        line_progress(in_flow(ordered, ordered - cancelled, cancelled), taken, is_ready=True).update is None
    )


def in_flow(ordered: int, delivered: int, cancelled: int) -> OrderItem:
    return OrderItem(
        order_item_uid="i-1",
        quantity_ordered=ordered,
        quantity_delivered=delivered,
        quantity_cancelled=cancelled,
    )


def test_the_noise_of_binary_fractions_is_no_difference() -> None:
    line = a_fraction("0.30000000000000004", delivered_quantity="0.3")
    assert line_progress(in_flow(30, 30, 0), line, is_ready=True).update is None


def test_all_three_totals_are_sent_if_one_rises() -> None:
    line = a_fraction("3", canceled_quantity="1", ready_for_pickup_quantity="2")
    update = line_progress(in_flow(200, 100, 0), line, is_ready=False).update
    assert update is not None
    assert update.model_dump(by_alias=True, exclude_none=True) == {
        "lineItemId": "1",
        "deliveredQuantity": 1,
        "canceledQuantity": 1,
        "readyForPickupQuantity": 2,
    }
