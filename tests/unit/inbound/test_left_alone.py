"""What a status of Omnium's keeps from a shop is told line by line where Flow has any of the order."""

from dataclasses import replace
from typing import Any

import pytest

from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.inbound.gathered import Gathered
from order_sync.inbound.left_alone import is_left_alone, left_alone
from order_sync.inbound.parts import Part
from order_sync.inbound.placement import Placed
from order_sync.order_stage import OrderStage
from order_sync.order_types import CLICK_AND_COLLECT

BEGUN = "order 7 was begun in Flow and is over in Omnium: it stands OPEN"
LINE = {"lineItemId": "1", "quantity": 2, "extendedPrice": 200}
ITEM = {"externalId": "1", "quantityOrdered": 200, "unitPrice": 10000}


def placed_in(lines: list[dict[str, Any]], items: list[dict[str, Any]], state: str = "OPEN") -> Placed:
    omnium = {"id": "7", "status": "Closed", "billingCurrency": "NOK", "orderForm": {"lineItems": lines}}
    order = OmniumOrder.model_validate(omnium)
    actual = Order.model_validate({"orderUid": "7", "storeUid": "oslo", "orderState": state, "items": items})
    return Placed(Part(order, CLICK_AND_COLLECT, "oslo"), "7", actual)


def flags(lines: list[dict[str, Any]], items: list[dict[str, Any]], *, state: str = "OPEN") -> list[str]:
    placed = placed_in(lines, items, state)
    own = [placed.actual] if placed.actual else []
    told = placed if items else replace(placed, actual=None)
    return list(left_alone(Gathered(placed.part.order, own, OrderStage.OVER), told, own).flags)


@pytest.mark.parametrize(
    ("line", "item", "told"),
    [
        pytest.param(
            {}, {}, "2 for 200.00 NOK to hand over in store oslo, 2 for 200.00 NOK in Omnium", id="alike"
        ),
        pytest.param(
            {"quantity": 3, "extendedPrice": 300},
            {"quantityOrdered": 50},
            "0.5 for 50.00 NOK to hand over in store oslo, 3 for 300.00 NOK in Omnium",
            id="less in the shop",
        ),
        pytest.param(
            {"canceledQuantity": 2, "extendedPrice": 0},
            {},
            "2 for 200.00 NOK to hand over in store oslo, 0 in Omnium",
            id="cancelled in Omnium",
        ),
        pytest.param(
            {"lineItemId": "2", "canceledQuantity": 2},
            {},
            "2 for 200.00 NOK to hand over in store oslo, no such line in Omnium",
            id="not in Omnium",
        ),
        pytest.param(
            {"extendedPrice": None},
            {},
            "2 for 200.00 NOK to hand over in store oslo, 2 in Omnium",
            id="not worked out",
        ),
    ],
)
def test_each_line_of_a_begun_order_is_told_with_both_figures(
    line: dict[str, Any], item: dict[str, Any], told: str
) -> None:
    assert flags([{**LINE, **line}], [{**ITEM, **item}]) == [
        BEGUN,
        f"line 1: {told}, where the order is Closed",
    ]


def test_a_line_that_the_shop_has_split_is_told_once() -> None:
    pieces = [{**ITEM, "quantityOrdered": 100, "orderItemUid": uid} for uid in ("a", "b")]
    told = "2 for 200.00 NOK to hand over in store oslo, 2 for 200.00 NOK in Omnium"
    assert flags([LINE], pieces) == [BEGUN, f"line 1: {told}, where the order is Closed"]


def test_a_part_that_was_never_made_is_told_where_the_order_stands_in_another_shop() -> None:
    told = "line 1: 0 to hand over in store oslo, 2 for 200.00 NOK in Omnium, where the order is Closed"
    assert flags([LINE], []) == [told]
    assert flags([LINE], [], state="CANCELLED") == []


def test_a_package_is_told_by_its_parts() -> None:
    package = {"lineItemId": "p", "quantity": 1, "extendedPrice": 200, "isPackageProduct": True}
    told = "line 1: 0 to hand over in store oslo, 2 for 200.00 NOK in Omnium, where the order is Closed"
    assert flags([package, {**LINE, "packageLineItemId": "p"}], []) == [told]


@pytest.mark.parametrize(
    ("stage", "items", "is_left"),
    [
        (OrderStage.OVER, [ITEM], False),
        (OrderStage.OVER, [], True),
        (OrderStage.ALREADY_OUT, [], True),
        (OrderStage.NOT_YET, [], False),
    ],
)
def test_without_a_handling_the_lines_tell_whether_it_was_wholly_made_before_omnium_was_done_with_it(
    stage: OrderStage, items: list[dict[str, Any]], *, is_left: bool
) -> None:
    placed = placed_in([LINE, {**LINE, "lineItemId": "2", "canceledQuantity": 2}], items)
    assert is_left_alone(Gathered(placed.part.order, [], stage), placed) is is_left
