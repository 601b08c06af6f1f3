"""What is noted of prices: by whom a price was changed shows, also after runs that broke off."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_omnium.flow.models import NewItem, NewOrder, Order, OrderItem
from flow_omnium.flow.states import OrderState
from flow_omnium.omnium.models import OrderLine
from order_sync.inbound.changes import ChangeHeader, CreateOrder
from order_sync.inbound.desired import DesiredLine, DesiredOrder
from order_sync.inbound.order_changes import plan
from order_sync.price_notes import (
    PRICES_KEY,
    Changed,
    Price,
    agreed_price,
    mark_of,
    new_mark,
    noted_prices,
    price_note,
    who_changed,
)


def desired(price: int = 50000, **line: Any) -> DesiredOrder:
    item = NewItem(external_id="1", product_uid="p", quantity_ordered=100, unit_price=price)
    return DesiredOrder(
        order_id="1001",
        store_uid="oslo",
        header=NewOrder(order_uid="1001", external_order_number="1001"),
        lines=(DesiredLine(item, **line),),
        line_ids=frozenset("1"),
        handling_uid=None,
        state=OrderState.PARKED,
        currency="NOK",
    )


def in_flow(price: int, note: str | None, state: str = "PARKED") -> Order:
    properties = [] if note is None else [{"key": PRICES_KEY, "value": note, "readOnly": True}]
    item = {"orderItemUid": "1001-1", "externalId": "1", "productUid": "p", "quantityOrdered": 100}
    return Order.model_validate(
        {
            "orderUid": "1001",
            "storeUid": "oslo",
            "externalOrderNumber": "1001",
            "orderState": state,
            "settleState": "NOT_STARTED",
            "items": [{**item, "unitPrice": price}],
            "properties": properties,
        }
    )


def test_an_order_is_made_with_the_prices_that_it_is_made_at() -> None:
    create = plan(desired(), None).writes[0]
    assert isinstance(create, CreateOrder)
    (note,) = create.order.properties or ()
    assert (note.key, note.value, note.read_only) == (PRICES_KEY, '{"1":[50000,0,100,0]}', True)


def test_a_run_that_broke_off_before_the_note_is_noted_by_its_rerun() -> None:
    actual = in_flow(40000, '{"1":[50000,0,100,0]}', state="OPEN")
    planned = plan(desired(40000), actual, is_rerun=True)
    (noting,) = (write for write in planned.writes if isinstance(write, ChangeHeader))
    assert [item.value for item in noting.header.properties or ()] == ['{"1":[40000,0,100,0]}']
    assert planned.flags == ()


def test_a_note_alone_is_no_reason_to_open_an_order() -> None:
    assert plan(desired(40000), in_flow(40000, '{"1":[50000,0,100,0]}')).writes == ()


@pytest.mark.parametrize("note", ["", "{", "[]", '{"1":[1]}', '{"1":"x"}', "null", '{"1":null}'])
def test_a_note_that_cannot_be_read_counts_for_nothing(note: str) -> None:
    assert noted_prices(in_flow(50000, note)) == {}
    assert "nobody noted" in plan(desired(40000), in_flow(50000, note)).flags[0]


@pytest.mark.parametrize("mark", [None, "", "x", "1/2/3", "1/2/3/4/5", "1/2/x/4"])
def test_a_mark_that_cannot_be_read_counts_for_nothing(mark: str | None) -> None:
    line = OrderLine.model_validate({"properties": [{"key": "flow.price", "value": mark}]})
    assert mark_of(line) is None


AMOUNTS = st.integers(0, 10**9)


@settings(max_examples=200)
@given(AMOUNTS, AMOUNTS, st.integers(1, 10**6), st.integers(0, 99))
def test_notes_and_marks_are_read_as_they_were_written(
    unit: int, discount: int, ordered: int, mark: int
) -> None:
    price = Price(unit, discount, ordered, mark)
    assert noted_prices(in_flow(1, price_note({"1": price}).value)) == {"1": price}
    item = OrderItem(unit_price=unit, item_discount_amount=discount, quantity_ordered=ordered)
    text = new_mark(item, price).value
    line = OrderLine.model_validate({"properties": [{"key": "flow.price", "value": text}]})
    assert mark_of(line) == Price(unit, discount, ordered, mark + 1)


def test_the_newer_of_note_and_mark_counts() -> None:
    note, mark = Price(1, 0, 100, 2), Price(2, 0, 100, 3)
    assert agreed_price(note, mark) == mark
    assert agreed_price(Price(1, 0, 100, 3), mark) == Price(1, 0, 100, 3)
    assert agreed_price(None, mark) == mark
    assert agreed_price(note, None) == note


@pytest.mark.parametrize(
    ("in_shop", "in_omnium", "agreed", "changed"),
    [
        (50000, 500, 50000, Changed.NOBODY),
        (40000, 400, 50000, Changed.NOBODY),
        (40000, 500, 50000, Changed.SHOP),
        (50000, 400, 50000, Changed.OMNIUM),
        (40000, 300, 50000, Changed.BOTH),
        (40000, 500, None, Changed.UNKNOWN),
    ],
)
def test_who_has_changed_a_price(in_shop: int, in_omnium: int, agreed: int | None, changed: Changed) -> None:
    item = OrderItem(unit_price=in_shop, quantity_ordered=100)
    base = None if agreed is None else Price(agreed, 0, 100)
    assert who_changed(item, Decimal(in_omnium), base) is changed


def test_a_piece_that_the_shop_gives_up_is_no_other_price() -> None:
    item = OrderItem(unit_price=3333, item_discount_amount=1001, quantity_ordered=300, quantity_cancelled=100)
    assert who_changed(item, Decimal("1"), Price(3333, 1001, 300)) is Changed.OMNIUM
