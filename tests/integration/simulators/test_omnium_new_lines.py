"""Adding a line to an order over HTTP."""

from typing import Any

import pytest

from simulators.testing import Api, sample_order

LINES = "/api/Orders/F-1/OrderLines"
NEW_LINE = {"lineItemId": "2", "code": "SKU2", "quantity": 1, "placedPrice": 100, "taxRate": 25}


@pytest.fixture
async def order(omnium: Api) -> Api:
    """An Omnium with one order on two shipments, the second one empty."""
    document = sample_order()
    document["orderForm"]["shipments"].append({"shipmentId": "2", "warehouseCode": "bergen"})
    assert (await omnium.post("/api/Orders", document)).status == 201
    return omnium


@pytest.mark.parametrize(
    ("query", "on_shipments"),
    [("", [["1", "2"], []]), ("?shipmentId=1", [["1", "2"], []]), ("?shipmentid=2", [["1"], ["2"]])],
)
async def test_a_new_line_stands_on_the_form_and_on_its_shipment(
    order: Api, query: str, on_shipments: list[list[str]]
) -> None:
    answer = await order.post(LINES + query, NEW_LINE)
    form = answer.json["orderForm"]
    assert (answer.status, form["total"]) == (200, 1100)
    assert [line["lineItemId"] for line in form["lineItems"]] == ["1", "2"]
    shown = [[line["lineItemId"] for line in shipment["lineItems"]] for shipment in form["shipments"]]
    assert shown == on_shipments
    assert (await order.get("/api/Orders/F-1")).json == answer.json


@pytest.mark.parametrize(
    ("query", "line", "fault"),
    [
        ("", {**NEW_LINE, "lineItemId": "1"}, "lineItemId '1' stands twice"),
        ("?shipmentId=9", NEW_LINE, "shipmentId: '9' is not on the order"),
        ("?shipment=1", NEW_LINE, "shipment: unknown parameter"),
        ("", {**NEW_LINE, "lineItemId": None}, "lineItemId: is required"),
        ("", {**NEW_LINE, "code": ""}, "code: is required"),
        ("", {**NEW_LINE, "deliveredQuantity": 2}, "deliveredQuantity: "),
        ("", {**NEW_LINE, "sku": "SKU2"}, "sku: unknown field"),
    ],
)
async def test_a_line_that_does_not_fit_is_refused(
    order: Api, query: str, line: dict[str, Any], fault: str
) -> None:
    before = (await order.get("/api/Orders/F-1")).json
    answer = await order.post(LINES + query, line)
    assert (answer.status, fault in answer.text) == (400, True)
    assert (await order.get("/api/Orders/F-1")).json == before


async def test_a_line_needs_an_order(omnium: Api) -> None:
    assert (await omnium.post("/api/Orders/none/OrderLines", NEW_LINE)).status == 404


async def test_a_new_line_raises_an_event_of_its_order(order: Api) -> None:
    await order.post(LINES, NEW_LINE)
    event = (await order.get("/_sim/events")).json[-1]
    assert (event["className"], event["operationId"], event["category"]) == ("Order", 210105, "Updated")


async def test_a_patch_can_be_made_to_fail_inside_its_200(order: Api) -> None:
    await order.patch("/_sim/config", {"patchErrorMessage": "the order is locked"})
    before = (await order.get("/api/Orders/F-1")).json
    answer = await order.patch("/api/Orders/F-1/PatchOrder", {"tags": ["x"]})
    missing = await order.patch("/api/Orders/none/PatchOrder", {"tags": ["x"]})
    assert (answer.status, answer.json["errorCount"], answer.json["errorMessage"]) == (
        200,
        1,
        "the order is locked",
    )
    assert (answer.json["isModified"], missing.json["notFoundCount"]) == (False, 1)
    assert (await order.get("/api/Orders/F-1")).json == before
    await order.patch("/_sim/config", {"patchErrorMessage": None})
    assert (await order.patch("/api/Orders/F-1/PatchOrder", {"tags": ["x"]})).json["updatedCount"] == 1


async def test_an_aborted_line_update_changes_nothing(order: Api) -> None:
    await order.patch("/_sim/config", {"abortWorkflow": True})
    before = (await order.get("/api/Orders/F-1")).json
    change = {"lineItemUpdates": [{"lineItemId": "1", "deliveredQuantity": 2}]}
    answer = await order.post("/api/Orders/F-1/OrderLinesUpdate", change)
    assert (answer.status, answer.json["isAborted"]) == (200, True)
    assert (await order.get("/api/Orders/F-1")).json == before
