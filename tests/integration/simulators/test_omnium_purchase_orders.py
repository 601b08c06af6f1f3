"""Stores and purchase orders over HTTP."""

from typing import Any

import pytest

from simulators.testing import Api

PATH = "/api/PurchaseOrders"


def purchase_order(order_id: str = "PO-1", *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    form = {"lineItems": list(lines) or [line("l-1")]}
    return {"id": order_id, "storeId": "oslo", "purchaseOrderForm": form, **fields}


def line(line_id: str, **fields: Any) -> dict[str, Any]:
    return {"lineItemId": line_id, "code": "A", "quantity": 10, "placedPrice": 50, **fields}


async def lines_of(api: Api, order_id: str = "PO-1") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get(f"{PATH}/{order_id}")).json["purchaseOrderForm"]["lineItems"]
    return found


async def test_the_first_stores_are_warehouses_and_others_can_be_added(omnium: Api) -> None:
    listed = (await omnium.get("/_sim/stores")).json
    assert [store["id"] for store in listed if store["isWarehouse"]] == ["oslo", "bergen", "web", "central"]
    await omnium.put("/_sim/stores/shop", {"name": "Shop"})
    shop = (await omnium.get("/api/stores/shop")).json
    assert (shop["isWarehouse"], shop["isVirtual"]) == (False, False)
    assert (await omnium.get("/api/Stores/none")).status == 404
    assert (await omnium.put("/_sim/stores/shop", {"warehouse": True})).status == 400


async def test_a_created_purchase_order_is_answered_and_can_be_read(omnium: Api) -> None:
    created = await omnium.post(f"{PATH}?runWorkflow=true", purchase_order())
    assert (created.status, created.json) == (201, (await omnium.get(f"{PATH}/PO-1")).json)
    assert (created.json["status"], created.json["purchaseOrderNumber"]) == ("New", "PO-1")
    assert (await lines_of(omnium))[0]["purchaseOrderId"] == "PO-1"
    assert (await omnium.post(PATH, purchase_order())).status == 409
    assert (await omnium.get(f"{PATH}/none")).status == 404


async def test_a_put_purchase_order_is_created_then_replaced(omnium: Api) -> None:
    first = (await omnium.put(PATH, purchase_order(name="first", origin="x"))).json
    second = (await omnium.put(PATH, purchase_order(name="second"))).json
    assert (second["name"], second["origin"], second["created"]) == ("second", None, first["created"])
    assert second["versionId"] != first["versionId"]


async def test_what_is_read_of_a_purchase_order_can_be_written_back(omnium: Api) -> None:
    before = (await omnium.put(PATH, purchase_order())).json
    after = (await omnium.put(PATH, before)).json
    assert {**after, "modified": None, "versionId": None} == {**before, "modified": None, "versionId": None}


async def test_an_old_version_is_not_written_over_a_newer_one(omnium: Api) -> None:
    old = (await omnium.put(PATH, purchase_order())).json
    await omnium.patch(f"{PATH}/PO-1", {"name": "newer"})
    answer = await omnium.put(PATH, old)
    assert (answer.status, answer.text.split(":")[0]) == (409, "versionId")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (purchase_order("PO-2", line("l-1")), "lineItemId 'l-1' is on purchase order PO-1"),
        (purchase_order("PO-2", line("l-2"), line("l-2")), "lineItemId 'l-2' stands twice"),
        (purchase_order("PO-2", status="Canceled"), "status: 'Canceled' is not a configured"),
        (purchase_order("PO-2", line("l-2", skuId="A")), "skuId: unknown field"),
    ],
)
async def test_a_bad_purchase_order_is_refused(omnium: Api, body: dict[str, Any], fault: str) -> None:
    await omnium.put(PATH, purchase_order())
    for answer in (await omnium.put(PATH, body), await omnium.post(PATH, body)):
        assert (answer.status, fault in answer.text) == (400, True)


async def test_a_patch_merges_lines_and_answers_counters(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order("PO-1", line("l-1"), line("l-2")))
    change = {
        "name": None,
        "purchaseOrderForm": {"lineItems": [{"lineItemId": "l-2", "quantity": 4}, line("l-3")]},
    }
    answers = [await omnium.patch(f"{PATH}/{each}", change) for each in ("PO-1", "PO-1", "none")]
    assert [answer.status for answer in answers] == [200, 200, 200]
    assert [answer.json["updatedCount"] for answer in answers] == [1, 0, 0]
    assert [answer.json["notFoundCount"] for answer in answers] == [0, 0, 1]
    found = [
        (each["lineItemId"], each["quantity"], each["deliveredQuantity"]) for each in await lines_of(omnium)
    ]
    assert found == [("l-1", 10, 0), ("l-2", 4, 0), ("l-3", 10, 0)]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("PO-1", {"id": "PO-2"}),
        ("PO-1", {"status": "none"}),
        ("PO-1", {"lines": []}),
        ("PO-1?updateAtp=true", {}),
        ("PO-1", {"purchaseOrderForm": {"lineItems": [{"lineItemId": "l-9"}]}}),
    ],
)
async def test_a_bad_patch_is_refused(omnium: Api, path: str, body: dict[str, Any]) -> None:
    await omnium.put(PATH, purchase_order())
    assert (await omnium.patch(f"{PATH}/{path}", body)).status == 400


async def test_a_status_change_answers_its_workflow(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order())
    body = {"status": "confirmed", "expectedDeliveryDate": "2026-02-01"}
    answer = (await omnium.post(f"{PATH}/PO-1/UpdateStatus", body)).json
    assert (answer["isAborted"], answer["purchaseOrder"]["status"]) == (False, "Confirmed")
    assert (await lines_of(omnium))[0]["estimatedTimeOfArrival"] == "2026-02-01"
    assert (await omnium.post(f"{PATH}/PO-1/UpdateStatus", {"status": "none"})).status == 400


async def test_an_aborted_status_change_leaves_the_purchase_order_as_it_was(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order())
    await omnium.patch("/_sim/config", {"abortWorkflow": True})
    answer = await omnium.post(f"{PATH}/PO-1/UpdateStatus", {"status": "Confirmed"})
    assert (answer.status, answer.json["isAborted"]) == (200, True)
    assert (await omnium.get(f"{PATH}/PO-1")).json["status"] == "New"


async def test_canceling_a_line_cancels_what_is_not_delivered(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order("PO-1", line("l-1", deliveredQuantity=4)))
    answer = await omnium.post(f"{PATH}/PO-1/OrderLines/l-1/Cancel")
    assert (answer.status, answer.json["purchaseOrderForm"]["lineItems"][0]["canceledQuantity"]) == (200, 6)
    assert (await omnium.post(f"{PATH}/PO-1/OrderLines/none/Cancel")).status == 400
    assert (await omnium.post(f"{PATH}/none/OrderLines/l-1/Cancel")).status == 404


async def test_a_locked_purchase_order_takes_no_write(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order())
    await omnium.patch("/_sim/config", {"lockedPurchaseOrders": ["PO-1"]})
    before = (await omnium.get(f"{PATH}/PO-1")).json
    answers = [
        await omnium.put(PATH, purchase_order()),
        await omnium.patch(f"{PATH}/PO-1", {"name": "x"}),
        await omnium.post(f"{PATH}/PO-1/UpdateStatus", {"status": "Confirmed"}),
        await omnium.post(f"{PATH}/PO-1/OrderLines/l-1/Cancel"),
        await omnium.post("/api/Deliveries/CreateDelivery/PO-1", [{"lineItemId": "l-1"}]),
    ]
    assert [answer.status for answer in answers] == [409] * 5
    assert (await omnium.get(f"{PATH}/PO-1")).json == before


async def test_a_raw_purchase_order_is_served_as_it_was_stored(omnium: Api) -> None:
    odd = {"status": "Odd", "purchaseOrderForm": None, "somethingNew": [1]}
    await omnium.put("/_sim/purchaseorders/odd", odd)
    assert (await omnium.get(f"{PATH}/odd")).json == {**odd, "id": "odd"}
    assert (await omnium.get("/_sim/purchaseorders")).json == [{**odd, "id": "odd"}]


async def test_a_deleted_purchase_order_takes_no_write(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order(status="Deleted"))
    assert (await omnium.patch(f"{PATH}/PO-1", {"name": "x"})).status == 400


async def test_a_purchase_order_is_deleted_and_can_still_be_read(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order("PO-1", line("l-1")))
    assert [(await omnium.call("DELETE", f"{PATH}/{order}")).status for order in ("PO-1", "none")] == [
        200,
        404,
    ]
    assert (await omnium.get(f"{PATH}/PO-1")).json["status"] == "Deleted"
    assert (await omnium.post(f"{PATH}/PO-1/OrderLines/l-1/Cancel")).status == 400


async def test_a_forgotten_purchase_order_is_gone_and_its_lines_are_free(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order("PO-1", line("l-1")))
    await omnium.delete("/_sim/purchaseorders/PO-1")
    assert (await omnium.get(f"{PATH}/PO-1")).status == 404
    assert (await omnium.put(PATH, purchase_order("PO-2", line("l-1")))).status == 200


async def test_a_part_of_what_is_open_is_split_off(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order("PO-1", line("l-1", quantity=10, deliveredQuantity=4), line("l-2")))
    split = {"lineItemId": "l-1", "quantityToSplit": 5, "newLineItemId": "l-1b"}
    assert (await omnium.post(f"{PATH}/PO-1/OrderLines/Split", [split])).status == 200
    quantities = [
        (one["lineItemId"], one["quantity"], one["deliveredQuantity"]) for one in await lines_of(omnium)
    ]
    assert quantities[:2] == [("l-1", 5, 4), ("l-1b", 5, 0)]


@pytest.mark.parametrize(
    "wanted",
    [{"lineItemId": "l-9"}, {"quantityToSplit": 6}, {"quantityToSplit": 0}, {"newLineItemId": "l-1"}],
)
async def test_a_bad_split_is_refused_and_changes_nothing(omnium: Api, wanted: dict[str, Any]) -> None:
    await omnium.put(PATH, purchase_order("PO-1", line("l-1", quantity=10, deliveredQuantity=4)))
    before = await lines_of(omnium)
    split = {"lineItemId": "l-1", "quantityToSplit": 1, "newLineItemId": "l-1b", **wanted}
    assert (await omnium.post(f"{PATH}/PO-1/OrderLines/Split", [split])).status == 400
    assert await lines_of(omnium) == before


async def test_a_reset_forgets_orders_stores_and_stock(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order())
    await omnium.put("/_sim/stores/shop", {})
    await omnium.put("/_sim/inventory/oslo/A", {"inventory": 1})
    await omnium.put("/_sim/goodsdeliveries/D-1", {})
    await omnium.post("/_sim/reset")
    for path in ("purchaseorders", "goodsdeliveries", "inventory", "inventory/transactions"):
        assert (await omnium.get(f"/_sim/{path}")).json == []
    assert len((await omnium.get("/_sim/stores")).json) == 4


async def test_written_purchase_orders_raise_events_of_their_own_class(omnium: Api) -> None:
    await omnium.put(PATH, purchase_order())
    await omnium.patch(f"{PATH}/PO-1", {"name": "x"})
    await omnium.post(f"{PATH}/PO-1/OrderLines/l-1/Cancel")
    events = (await omnium.get("/_sim/events")).json
    assert [(item["className"], item["objectId"], item["operationId"]) for item in events] == [
        ("PurchaseOrder", "PO-1", 351100),
        ("PurchaseOrder", "PO-1", 351102),
        ("PurchaseOrder", "PO-1", 351104),
    ]
