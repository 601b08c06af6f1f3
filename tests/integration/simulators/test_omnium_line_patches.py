"""PatchUpdateOrderLines: fields of lines change, what is calculated follows, and the counters tell how it went."""

from typing import Any

import pytest

from simulators.testing import Api

ORDER = "/api/Orders/F-1"
PATCH = f"{ORDER}/PatchUpdateOrderLines"
LINE = {"lineItemId": "1", "code": "SKU1", "quantity": 2, "placedPrice": 250, "taxRate": 25}
NEW: dict[str, Any] = {
    "id": "F-1",
    "marketId": "NOR",
    "storeId": "oslo",
    "orderType": "Online",
    "status": "New",
    "orderForm": {
        "lineItems": [LINE],
        "shipments": [{"shipmentId": "1", "warehouseCode": "oslo", "lineItems": [LINE]}],
    },
}


@pytest.fixture
async def order(omnium: Api) -> Api:
    assert (await omnium.post("/api/Orders", NEW)).status == 201
    return omnium


async def line_of(omnium: Api) -> dict[str, Any]:
    (line,) = (await omnium.get(ORDER)).json["orderForm"]["lineItems"]
    return dict(line)


async def test_a_discount_changes_what_the_line_and_the_order_cost(order: Api) -> None:
    answer = await order.patch(PATCH, [{"lineItemId": "1", "discounted": 100}])
    assert answer.json["updatedCount"] == 1
    line = await line_of(order)
    assert [line["placedPrice"], line["discounted"], line["extendedPrice"]] == [250, 100, 400]
    assert (await order.get(ORDER)).json["orderForm"]["total"] == 400


async def test_properties_are_merged_by_their_key(order: Api) -> None:
    for key, value in (("a", "1"), ("b", "2"), ("a", "3")):
        await order.patch(PATCH, [{"lineItemId": "1", "properties": [{"key": key, "value": value}]}])
    line = await line_of(order)
    assert {item["key"]: item["value"] for item in line["properties"]} == {"a": "3", "b": "2"}


async def test_what_is_there_already_is_counted_as_unchanged(order: Api) -> None:
    answer = await order.patch(PATCH, [{"lineItemId": "1", "placedPrice": 250}])
    assert [answer.json["unchangedCount"], answer.json["isModified"]] == [1, False]


async def test_a_line_that_is_not_there_is_counted(order: Api) -> None:
    answer = await order.patch(PATCH, [{"lineItemId": "9", "placedPrice": 1}])
    assert [answer.status, answer.json["notFoundCount"]] == [200, 1]


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({"lineItemId": "1", "extendedPrice": 1}, "unknown field"),
        ({"lineItemId": "1", "price": 1}, "unknown field"),
        ({"placedPrice": 1}, "is required"),
        ({"lineItemId": "1", "placedPrice": "1"}, "placedPrice"),
        ({"lineItemId": "1", "discounted": -1}, "less than nothing"),
        ({"lineItemId": "1", "canceledQuantity": 3}, "has only 2"),
    ],
)
async def test_a_patch_that_the_schema_does_not_know_is_refused(
    order: Api, patch: dict[str, Any], words: str
) -> None:
    answer = await order.patch(PATCH, [patch])
    assert answer.status == 400
    assert words in answer.text
