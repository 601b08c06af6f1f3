"""Which lines are taken, and what is wrong with those that are not."""

from decimal import Decimal

import pytest

from flow_omnium.omnium.models import OrderForm, OrderLine
from flow_omnium.outcomes import InvalidData
from order_sync.inbound.desired import flow_items
from order_sync.inbound.open_lines import goods_total, open_lines

LINE = {"lineItemId": "1", "code": "SKU", "quantity": 1, "placedPrice": 10, "extendedPrice": 10}


def form_of(**changes: object) -> OrderForm:
    return OrderForm.model_validate({"lineItems": [LINE, {**LINE, "lineItemId": "2", **changes}]})


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"lineItemId": None}, "orderForm.lineItems[1].lineItemId is not given"),
        ({"lineItemId": "1"}, "orderForm.lineItems[1].lineItemId: '1' is not unique in the order"),
        ({"code": " "}, "orderForm.lineItems[1].code is not given"),
        ({"quantity": None}, "orderForm.lineItems[1].quantity: None is not a number"),
        ({"quantity": -1}, "orderForm.lineItems[1].quantity: '-1' is not 0 or more"),
        (
            {"quantity": "0.004"},
            "orderForm.lineItems[1].quantity: '0.004' is not a quantity in steps of 0.01",
        ),
        ({"canceledQuantity": -1}, "orderForm.lineItems[1].canceledQuantity: '-1' is not 0 or more"),
        ({"placedPrice": None}, "orderForm.lineItems[1].placedPrice: None is not a number"),
        (
            {"placedPrice": "1e12"},
            "orderForm.lineItems[1].placedPrice: '1E+12' is not a number below 10000000000",
        ),
        ({"extendedPrice": "-1e99"}, "orderForm.lineItems[1].extendedPrice: '-1E+99' is not a number below"),
    ],
)
def test_a_faulty_line_is_named_with_field_and_value(changes: dict[str, object], text: str) -> None:
    with pytest.raises(InvalidData) as caught:
        open_lines(form_of(**changes))
    assert str(caught.value).startswith(text)


def test_a_line_with_nothing_left_may_be_faulty() -> None:
    assert len(open_lines(form_of(quantity=0, code=None))) == 1
    assert len(open_lines(form_of(canceledQuantity=1, placedPrice=None))) == 1


def test_a_line_that_omnium_has_not_worked_out_follows_its_formula() -> None:
    lines = open_lines(form_of(quantity=4, canceledQuantity=1, discounted=8, extendedPrice=None))
    assert lines[1].cost == Decimal(24)


def test_a_total_that_does_not_fit_the_lines_is_not_forced_on_them() -> None:
    items = flow_items(open_lines(form_of()), Decimal(500))
    assert [item.item_discount_amount for item in items] == [0, 0]


def test_an_order_without_lines_has_none() -> None:
    assert flow_items(open_lines(OrderForm()), Decimal(0)) == ()


def test_the_goods_are_the_total_less_shipping_handling_and_cash_rounding() -> None:
    form = OrderForm.model_validate(
        {"total": 149.5, "shippingTotal": 49, "handlingTotal": "0.75", "grossRoundoff": "-0.25"}
    )
    assert goods_total(form) == Decimal(100)
    assert goods_total(OrderForm()) is None


def test_an_absurd_total_is_named() -> None:
    with pytest.raises(InvalidData, match=r"orderForm\.total"):
        goods_total(OrderForm(total=Decimal("1e99")))


def order_line(**fields: object) -> OrderLine:
    return OrderLine.model_validate({**LINE, **fields})


def test_rounding_goes_to_the_largest_line() -> None:
    small, large = (
        order_line(lineItemId=str(price), placedPrice=price, extendedPrice=f"{price}.004") for price in (1, 9)
    )
    form = OrderForm(line_items=(small, large), total=Decimal("10.01"))
    items = flow_items(open_lines(form), goods_total(form))
    assert [(item.unit_price, item.item_discount_amount) for item in items] == [(100, 0), (901, 0)]
