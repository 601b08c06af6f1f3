"""Creating, reading and changing orders over HTTP."""

from datetime import UTC, datetime
from typing import Any

import pytest

from simulators.testing import Api, eventually, sample_order

ORDER = "/api/Orders/F-1"


@pytest.fixture
async def order(omnium: Api) -> Api:
    assert (await omnium.post("/api/Orders", sample_order())).status == 201
    return omnium


async def stored(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = (await api.get(ORDER)).json
    return document


async def test_a_created_order_answers_empty_and_is_there_with_totals(omnium: Api) -> None:
    answer = await omnium.post("/api/orders", sample_order())
    assert (answer.status, answer.text) == (201, "")
    order = (await omnium.get("/API/ORDERS/F-1")).json
    assert (order["orderForm"]["total"], order["orderForm"]["taxTotal"], order["orderNumber"]) == (
        1000,
        200,
        "F-1",
    )
    assert order["orderForm"]["shipments"][0]["lineItems"] == order["orderForm"]["lineItems"]


async def test_a_taken_id_is_a_409_with_an_object(order: Api) -> None:
    answer = await order.post("/api/Orders", sample_order())
    assert (answer.status, answer.json["status"]) == (409, 409)


async def test_a_refused_order_is_a_400_with_a_plain_string(omnium: Api) -> None:
    answer = await omnium.post("/api/Orders", {**sample_order(), "storeIdd": "oslo"})
    assert (answer.status, answer.text) == (400, "storeIdd: unknown field")
    await omnium.patch("/_sim/config", {"jsonErrorStrings": True})
    assert (
        await omnium.post("/api/Orders", {**sample_order(), "storeIdd": "oslo"})
    ).json == "storeIdd: unknown field"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"orderType": "Odd"}, "orderType"),
        ({"status": "Odd"}, "status"),
        ({"id": None}, "id"),
        ({"storeId": ""}, "storeId"),
    ],
)
async def test_what_omnium_does_not_know_is_refused(omnium: Api, fields: dict[str, Any], fault: str) -> None:
    answer = await omnium.post("/api/Orders", sample_order(**fields))
    assert (answer.status, answer.text.split(":")[0]) == (400, fault)


async def test_put_makes_the_number_and_returns_the_order(omnium: Api) -> None:
    answers = [await omnium.put("/api/Orders", sample_order(id=None)) for _ in range(2)]
    assert [answer.status for answer in answers] == [201, 201]
    ids = [answer.json["id"] for answer in answers]
    assert ids[0] != ids[1]
    assert ids[0] == answers[0].json["orderNumber"]


async def test_existence_is_told_by_status_alone(order: Api) -> None:
    paths = (f"{ORDER}/Exists", "/api/Orders/none/exists")
    assert [(await order.call("HEAD", path)).status for path in paths] == [200, 404]


async def test_a_new_order_is_queued_at_first(omnium: Api) -> None:
    await omnium.patch("/_sim/config", {"queuedSeconds": 0.3})
    await omnium.post("/api/Orders", sample_order())
    assert (await stored(omnium))["status"] == "Queued"
    await omnium.patch(f"{ORDER}/PatchOrder", {"tags": ["early"]})
    assert (await omnium.get("/_sim/calls?method=PATCH")).json[0]["note"] == "written while Queued"

    async def released() -> bool:
        return bool((await stored(omnium))["status"] == "New")

    assert await eventually(released)
    assert (await stored(omnium))["tags"] == ["early"]


async def test_a_patch_counts_and_makes_a_new_version(order: Api) -> None:
    before = await stored(order)
    changed = await order.patch(f"{ORDER}/PatchOrder", {"properties": [{"key": "a", "value": "b"}]})
    unchanged = await order.patch(
        f"{ORDER}/PatchOrder", {"properties": [{"key": "a", "value": "b"}], "tags": None}
    )
    missing = await order.patch("/api/Orders/none/PatchOrder", {"tags": ["x"]})
    assert (changed.json["updatedCount"], changed.json["isModified"]) == (1, True)
    assert (unchanged.json["unchangedCount"], unchanged.json["isModified"]) == (1, False)
    assert (missing.status, missing.json["notFoundCount"]) == (200, 1)
    after = await stored(order)
    assert (before["versionId"], before["modified"]) != (after["versionId"], after["modified"])


async def test_a_status_change_runs_the_workflow(order: Api) -> None:
    answer = (await order.post(f"{ORDER}/UpdateStatus", {"status": "readyforpickup"})).json
    assert (answer["isAborted"], answer["order"]["status"]) == (False, "ReadyForPickup")
    assert answer["orderActionExecutionResults"][0]["actionStatus"] == "Success"
    assert datetime.fromisoformat((await stored(order))["readyForPickup"]).tzinfo == UTC


async def test_an_aborted_workflow_leaves_the_order_as_it_was(order: Api) -> None:
    await order.patch("/_sim/config", {"abortWorkflow": True})
    before = await stored(order)
    answer = (await order.post(f"{ORDER}/UpdateStatus", {"status": "Completed"})).json
    assert (answer["isAborted"], answer["order"]["status"]) == (True, "New")
    assert answer["orderActionExecutionResults"][0]["errorReason"]
    assert await stored(order) == before


async def test_a_workflow_may_trigger_another_status(order: Api) -> None:
    await order.patch("/_sim/config", {"triggerNewStatus": {"Ship": "Completed"}})
    answer = (await order.post(f"{ORDER}/UpdateStatus", {"status": "Ship"})).json
    assert answer["order"]["status"] == "Completed"


@pytest.mark.parametrize("status", ["Gone", "InProgress"])
async def test_unknown_statuses_and_wrong_changes_are_refused(order: Api, status: str) -> None:
    await order.post(f"{ORDER}/UpdateStatus", {"status": "OrderCanceled"})
    answer = await order.post(f"{ORDER}/UpdateStatus", {"status": status})
    assert (answer.status, answer.text.split(":")[0]) == (400, "status")


async def test_payments_merge_by_id_and_those_without_are_appended(order: Api) -> None:
    payment = {
        "transactionId": "t",
        "paymentMethodName": "Card",
        "transactionType": "Sale",
        "status": "Processed",
        "amount": 400,
    }
    for payments in ([{**payment, "id": "p1"}], [{**payment, "id": "p1"}], [payment], [payment]):
        answer = await order.post(f"{ORDER}/AddPayments", payments)
    assert [item["id"] for item in answer.json["orderForm"]["payments"]] == ["p1", None, None]
    assert answer.json["orderForm"]["capturedPaymentTotal"] == 1200
    refused = await order.post(f"{ORDER}/AddPayments", [{"id": "p2"}])
    assert (refused.status, "payments.0.amount: is required" in refused.text) == (400, True)


async def test_line_updates_are_new_totals_and_move_the_status(order: Api) -> None:
    seen = []
    for quantities in (
        {"readyForPickupQuantity": 2},
        {"deliveredQuantity": 1},
        {"deliveredQuantity": 1, "canceledQuantity": 1},
    ):
        change = {"lineItemUpdates": [{"lineItemId": "1", **quantities}]}
        seen.append((await order.post(f"{ORDER}/OrderLinesUpdate", change)).json["order"]["status"])
    assert seen == ["New", "PartiallyShipped", "PartiallyShipped"]
    line = (await stored(order))["orderForm"]["shipments"][0]["lineItems"][0]
    assert [line[f"{name}Quantity"] for name in ("delivered", "canceled", "readyForPickup")] == [
        1,
        1,
        0,
    ]  # what is left out is 0


async def test_a_fully_delivered_order_is_completed(order: Api) -> None:
    change = {
        "lineItemUpdates": [{"lineItemId": "1", "deliveredQuantity": 2}],
        "shipmentInfo": {"trackingNumber": "T1"},
    }
    done = (await order.post(f"{ORDER}/OrderLinesUpdate", change)).json["order"]
    assert (done["status"], done["orderForm"]["shipments"][0]["shipmentTrackingNumber"]) == (
        "Completed",
        "T1",
    )
    assert done["completed"]


@pytest.mark.parametrize(
    "change",
    [
        {"deliveredQuantity": 3},
        {"readyForPickupQuantity": 3},
        {"canceledQuantity": -1},
        {"deliveredQuantity": 1, "canceledQuantity": 2},
        {"lineItemId": "9"},
        {"delivered": 1},
    ],
)
async def test_impossible_line_updates_are_refused(order: Api, change: dict[str, Any]) -> None:
    answer = await order.post(
        f"{ORDER}/OrderLinesUpdate", {"lineItemUpdates": [{"lineItemId": "1", **change}]}
    )
    assert answer.status == 400
    assert (await stored(order))["versionId"] == "2"


async def test_a_cancelled_line_costs_nothing(order: Api) -> None:
    answer = await order.post(f"{ORDER}/OrderLines/1/Cancel")
    assert (answer.status, answer.json["orderForm"]["total"]) == (200, 0)


async def test_what_is_read_can_be_written_back_whole(order: Api) -> None:
    document = await stored(order)
    answer = await order.post("/api/Orders/Update?runWorkflow=false", {**document, "invoiceComment": "new"})
    assert (answer.status, answer.json["order"]["invoiceComment"]) == (200, "new")
    assert answer.json["order"]["orderForm"] == document["orderForm"]


async def test_a_deleted_order_stays_readable_and_takes_no_writes(order: Api) -> None:
    assert (await order.delete(ORDER)).status == 200
    assert (await stored(order))["status"] == "Deleted"
    assert (await order.patch(f"{ORDER}/PatchOrder", {"tags": ["x"]})).status == 400


async def test_customers_are_read_by_kind(omnium: Api) -> None:
    await omnium.put("/_sim/customers/private/c-1", {"customerId": "c-1", "firstName": "A"})
    assert (await omnium.get("/api/privatecustomers/c-1")).json["firstName"] == "A"
    assert (await omnium.get("/api/BusinessCustomers/c-1")).status == 404
