"""An order that stays in a shop although Omnium has moved it: each line on which the two differ is told."""

from typing import Any

import pytest

from flow_omnium.flow.models import Order
from flow_omnium.omnium.models import Order as OmniumOrder
from order_sync.inbound.kept_order import kept_order_flags

LINE = {"lineItemId": "1", "quantity": 2, "extendedPrice": 200}


def flags(line: dict[str, Any], **item: Any) -> list[str]:
    omnium = {"id": "7", "billingCurrency": "NOK", "orderForm": {"lineItems": [{**LINE, **line}]}}
    first = {"externalId": "1", "quantityOrdered": 200, "unitPrice": 10000, "itemDiscountAmount": 0, **item}
    order = Order.model_validate({"orderUid": "7", "storeUid": "oslo", "items": [first]})
    return list(kept_order_flags(OmniumOrder.model_validate(omnium), order))


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
