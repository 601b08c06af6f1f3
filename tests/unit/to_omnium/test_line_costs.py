"""What a line costs in Flow, and how Omnium is told so."""

from decimal import Decimal

from flow_omnium.flow.models import OrderItem
from order_sync.lines.shop_lines import line_cost
from order_sync.to_omnium.lines import omnium_lines


def an_item(uid: str = "a", **fields: object) -> OrderItem:
    """Two pieces at 500 unless told otherwise."""
    usual = {"orderItemUid": uid, "productUid": f"P-{uid}", "quantityOrdered": 200, "unitPrice": 50000}
    return OrderItem.model_validate({**usual, **fields})


def test_a_cancelled_piece_takes_its_share_of_the_discount_along() -> None:
    item = an_item(quantityCancelled=100, itemDiscountAmount=10000)
    assert line_cost(item) == Decimal(450)
    (line,) = omnium_lines([item], keep_parents=False)
    assert [line.quantity, line.canceled_quantity, line.discounted] == [2, 1, 100]


def test_a_line_that_is_cancelled_whole_keeps_its_discount() -> None:
    (line,) = omnium_lines([an_item(quantityCancelled=200, itemDiscountAmount=10000)], keep_parents=False)
    assert [line.canceled_quantity, line.discounted] == [2, 100]


def test_a_price_that_flow_rounds_up_is_not_a_negative_discount() -> None:
    item = an_item(quantityOrdered=30, unitPrice=1995)
    assert line_cost(item) == Decimal("5.99")
    (line,) = omnium_lines([item], keep_parents=False)
    assert line.quantity * line.placed_price - (line.discounted or 0) == Decimal("5.99")


def test_the_price_of_a_package_goes_to_its_parts_in_whole_cents() -> None:
    parts = [an_item(uid, quantityOrdered=100, unitPrice=0, packageOrderItemUid="box") for uid in "abc"]
    lines = omnium_lines([an_item("box", quantityOrdered=100, unitPrice=10000), *parts], keep_parents=False)
    assert [line.placed_price - (line.discounted or 0) for line in lines] == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


def test_a_package_stays_where_nothing_is_left_of_its_parts() -> None:
    part = an_item("a", quantityOrdered=100, quantityCancelled=100, packageOrderItemUid="box")
    box = an_item("box", quantityOrdered=100, unitPrice=10000)
    assert [line.line_item_id for line in omnium_lines([box, part], keep_parents=False)] == ["box", "a"]


def test_a_package_that_costs_nothing_goes_with_its_cancelled_parts() -> None:
    part = an_item("a", quantityOrdered=100, quantityCancelled=100, packageOrderItemUid="box")
    box = an_item("box", quantityOrdered=100, quantityCancelled=100, unitPrice=10000)
    assert [line.line_item_id for line in omnium_lines([box, part], keep_parents=False)] == ["a"]
