"""Omnium's order as we read it."""

from decimal import Decimal

import pytest

from flow_omnium.omnium.models import Order
from flow_omnium.outcomes import InvalidData
from flow_omnium.rest.exact_json import decode
from flow_omnium.rest.reading import read_as


def test_the_least_order_is_read() -> None:
    assert read_as(Order, {"id": "1", "orderForm": None, "publicOrderNotes": None}) == Order(id="1")


def test_amounts_stay_exact() -> None:
    raw = b'{"id": "1", "orderForm": {"total": 0.333, "lineItems": [{"placedPrice": 19.90, "discounted": null}]}}'
    form = read_as(Order, decode(raw)).order_form
    assert form is not None
    assert form.total == Decimal("0.333")
    assert form.line_items[0].placed_price == Decimal("19.90")
    assert form.line_items[0].discounted == 0


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({}, "id"),
        (
            {"id": "1", "orderForm": {"lineItems": [{}, {"quantity": "many"}]}},
            "orderForm.lineItems[1].quantity",
        ),
        ({"id": "1", "orderForm": {"shipments": 3}}, "orderForm.shipments"),
        ({"id": "1", "status": ["New"]}, "status"),
    ],
)
def test_a_fault_is_named_as_the_operator_sees_it(document: object, field: str) -> None:
    with pytest.raises(InvalidData) as caught:
        read_as(Order, document)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"created": "soon"}, "created"),
        ({"requestedDeliveryDate": "29.03.2026"}, "requestedDeliveryDate"),
        ({"customerPickupDeadline": "9999-12-31T23:59:59-01:00"}, "customerPickupDeadline"),
        ({"customerPhone": ["+47", "90000001"]}, "customerPhone"),
        ({"billingAddress": {"phone": {"number": "90000001"}}}, "billingAddress.phone"),
        ({"billingAddress": "Storgata 1"}, "billingAddress"),
        ({"orderNotes": "ring twice"}, "orderNotes"),
        ({"properties": [{"key": "gift", "value": ["yes"]}]}, "properties[0].value"),
        (
            {"orderForm": {"lineItems": [{"canceledQuantity": "1,5"}]}},
            "orderForm.lineItems[0].canceledQuantity",
        ),
        (
            {"orderForm": {"lineItems": [{"deliveredQuantity": "NaN"}]}},
            "orderForm.lineItems[0].deliveredQuantity",
        ),
        ({"orderForm": {"shipments": [{"address": 7}]}}, "orderForm.shipments[0].address"),
    ],
)
def test_a_detail_that_cannot_be_read_costs_itself_and_not_the_order(
    part: dict[str, object], field: str
) -> None:
    order = read_as(Order, {"id": "1", "orderNumber": "A-1"} | part)
    assert order.order_number == "A-1"
    assert [unread.path for unread in order.unread] == [field]
