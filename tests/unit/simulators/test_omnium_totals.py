"""Totals that Omnium works out, against the formulas it publishes."""

from decimal import Decimal
from typing import Any

import pytest

from simulators.omnium.orders.totals import calculate, line_discounted

TAX = Decimal(25)


def order_of(form: dict[str, Any]) -> dict[str, Any]:
    return {"orderForm": {"lineItems": [], "shipments": [], "payments": [], "discounts": [], **form}}


def calculated(**form: Any) -> dict[str, Any]:
    order = order_of(form)
    calculate(order, TAX)
    return order


def test_the_published_example_comes_out() -> None:
    discount = {"discountType": "Order", "rewardType": "Percentage", "discountValue": 10}
    line = {"lineItemId": "1", "quantity": 2, "placedPrice": 500, "taxRate": 25}
    order = calculated(lineItems=[line], discounts=[discount])
    names = ("discountedPrice", "orderDiscountAmount", "extendedPrice", "extendedPriceExclTax", "taxTotal")
    assert [order["orderForm"]["lineItems"][0][name] for name in names] == [1000, 100, 900, 720, 180]
    assert (order["orderForm"]["total"], order["remainingPayment"]) == (900, 900)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ({"quantity": 2, "placedPrice": 500}, "1000"),
        ({"quantity": 2, "placedPrice": 500, "canceledQuantity": 1}, "500"),
        ({"quantity": 4, "placedPrice": 100, "discounted": 40, "canceledQuantity": 1}, "270"),
        ({"quantity": Decimal("0.333"), "placedPrice": Decimal("199.5")}, "66.4335"),
        ({"quantity": 0, "placedPrice": 100, "discounted": 5}, "0"),
        ({"quantity": None, "placedPrice": None}, "0"),
    ],
)
def test_a_line_costs_what_is_not_cancelled_less_its_share_of_the_discount(
    line: dict[str, Any], expected: str
) -> None:
    assert line_discounted(line) == Decimal(expected)


def test_a_line_without_tax_rate_has_the_default_one() -> None:
    order = calculated(lineItems=[{"lineItemId": "1", "quantity": 1, "placedPrice": 125, "taxRate": None}])
    assert order["orderForm"]["taxTotal"] == 25


def test_freight_and_rounding_belong_to_the_total() -> None:
    line = {"lineItemId": "1", "quantity": 1, "placedPrice": Decimal("99.60"), "taxRate": 25}
    shipment = {"shipmentId": "1", "shippingSubTotal": 50, "discounts": [{"discountAmount": 10}]}
    order = calculated(lineItems=[line], shipments=[shipment], grossRoundoff=Decimal("0.40"))
    form = order["orderForm"]
    assert (form["total"], form["shippingTotal"], form["shippingDiscountTotal"]) == (140, 40, 10)
    assert form["taxTotal"] == Decimal("27.92")


def test_a_lone_shipment_without_lines_gets_copies_of_them_all() -> None:
    line = {"lineItemId": "1", "quantity": 1, "placedPrice": 10}
    form = calculated(lineItems=[line], shipments=[{"shipmentId": "1"}])["orderForm"]
    assert form["shipments"][0]["lineItems"] == form["lineItems"]
    assert form["shipments"][0]["lineItems"][0] is not form["lineItems"][0]


def test_each_of_two_shipments_keeps_its_own_lines() -> None:
    lines = [
        {"lineItemId": "1", "quantity": 1, "placedPrice": 10},
        {"lineItemId": "2", "quantity": 1, "placedPrice": 5},
    ]
    shipments = [{"shipmentId": name, "lineItems": [{"lineItemId": name}]} for name in ("1", "2")]
    form = calculated(lineItems=lines, shipments=shipments)["orderForm"]
    assert [shipment["subTotal"] for shipment in form["shipments"]] == [10, 5]


def test_only_processed_payments_count() -> None:
    payments = [
        {"transactionType": "Sale", "status": "Processed", "amount": 60},
        {"transactionType": "Capture", "status": "Failed", "amount": 30},
        {"transactionType": "Credit", "status": "Processed", "amount": -10},
        {"transactionType": "Authorization", "status": "Processed", "amount": 99},
    ]
    order = calculated(lineItems=[{"lineItemId": "1", "quantity": 1, "placedPrice": 60}], payments=payments)
    form = order["orderForm"]
    totals = [form[f"{name}PaymentTotal"] for name in ("captured", "credit", "authorized")]
    assert totals == [60, -10, 99]
    assert order["remainingPayment"] == 10


def test_null_lists_of_odd_documents_count_as_empty() -> None:
    order = {"orderForm": {"lineItems": None, "shipments": None, "payments": None, "discounts": None}}
    calculate(order, TAX)
    assert order["orderForm"]["total"] == 0
