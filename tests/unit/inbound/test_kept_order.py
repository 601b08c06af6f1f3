"""An order that stays in a shop although Omnium has moved it: each line on which the two differ is told."""

from typing import Any

import pytest

from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import Order as OmniumOrder
from flow_omnium.tenants.tenant import InboundPayments
from order_sync.inbound.allotment import PaymentRules
from order_sync.inbound.left_alone import kept_order_flags

LINE = {"lineItemId": "1", "quantity": 2, "extendedPrice": 200}


PAID = {
    "id": "p1",
    "transactionType": "Sale",
    "status": "Processed",
    "amount": 200,
    "paymentMethodName": "Klarna",
}
TILL = {**PAID, "id": "s1", "paymentMethodName": "Cash"}


def flags(line: dict[str, Any], **item: Any) -> list[str]:
    first = {"externalId": "1", "quantityOrdered": 200, "unitPrice": 10000, "itemDiscountAmount": 0, **item}
    return told({**LINE, **line}, items=[first])


def told(
    line: dict[str, Any], choice: InboundPayments = "auto", payments: Any = (), **order: Any
) -> list[str]:
    form = {"lineItems": [line], "payments": list(payments)}
    omnium = OmniumOrder.model_validate({"id": "7", "billingCurrency": "NOK", "orderForm": form})
    actual = Order.model_validate({"orderUid": "7", "storeUid": "oslo", "items": [], **order})
    return list(kept_order_flags(omnium, actual, PaymentRules(choice, currency="NOK"), {"s1"}))


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ({}, {}),
        ({"quantity": 3}, {}),
        ({"deliveredQuantity": 1}, {"quantityDelivered": 100}),
        ({"canceledQuantity": 1, "extendedPrice": 100}, {"quantityCancelled": 100}),
    ],
)
def test_what_agrees_and_what_goes_to_the_other_store_is_not_told(
    line: dict[str, Any], item: dict[str, Any]
) -> None:
    assert flags(line, **item) == []


def test_more_than_omnium_wants_is_told_with_both_figures() -> None:
    assert flags({"canceledQuantity": 2, "extendedPrice": 0}) == [
        "line 1: 2 to hand over in store oslo, 0 open in Omnium"
    ]


def test_another_price_is_told_with_both_sums() -> None:
    assert flags({"extendedPrice": 150}) == ["line 1: costs 200.00 NOK in the shop and 150.00 NOK in Omnium"]


def test_a_line_of_the_shops_own_that_omnium_lacks_is_told() -> None:
    item = {"orderItemUid": "item-6", "quantityOrdered": 100, "unitPrice": 500}
    assert told(LINE, items=[item]) == ["line item-6: 1 to hand over in store oslo, 0 open in Omnium"]


@pytest.mark.parametrize(
    ("order", "there"),
    [
        ({}, "0.00"),
        ({"properties": [{"key": "omnium.paid", "value": "150.00"}]}, "150.00"),
        (
            {"settlements": [{"state": "SETTLED", "amount": 20000, "externalPaymentReference": "p1"}]},
            "200.00",
        ),
    ],
)
def test_what_it_knows_of_omniums_payments_is_told_beside_what_omnium_has(
    order: dict[str, Any], there: str
) -> None:
    assert told(LINE, payments=[PAID], **order) == [
        f"order 7 in store oslo tells of {there} NOK paid in Omnium, which has 200.00 NOK"
    ]


def test_the_shops_own_payments_are_none_of_omniums() -> None:
    assert told(LINE, payments=[TILL]) == []


def test_of_payments_that_no_shop_is_to_know_nothing_is_told() -> None:
    assert told(LINE, "none", [PAID]) == []
