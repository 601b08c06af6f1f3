"""The reception of the goods of a delivery over HTTP."""

from typing import Any

import aiohttp
import pytest

from simulators.testing import Answer, Api

CREATE = "/api/Deliveries/CreateDelivery/PO-1"
RECEIVE = "/api/Deliveries/D-1/ProcessGoodsReception"
RECEIVE_ANYWHERE = "/api/Deliveries/ProcessGoodsReception"


def line(line_id: str, code: str, **fields: Any) -> dict[str, Any]:
    return {"lineItemId": line_id, "code": code, "quantity": 10, "placedPrice": 50, **fields}


def received(line_id: str = "l-1", quantity: object = 3, **fields: Any) -> dict[str, Any]:
    return {"lineItemId": line_id, "deliveredQuantity": quantity, "warehouseCode": "oslo", **fields}


@pytest.fixture
async def ordered(omnium: Api) -> Api:
    """An Omnium with a purchase order: two lines in delivery D-1, one in none."""
    lines = [line("l-1", "A", deliveryId="D-1"), line("l-2", "B", deliveryId="D-1"), line("l-3", "C")]
    order = {
        "id": "PO-1",
        "storeId": "oslo",
        "supplierName": "Maker",
        "purchaseOrderForm": {"lineItems": lines},
    }
    assert (await omnium.put("/api/Deliveries", {"id": "D-1", "warehouseCode": "oslo"})).status == 200
    assert (await omnium.put("/api/PurchaseOrders", order)).status == 200
    return omnium


async def delivered(api: Api) -> dict[str, float]:
    order = (await api.get("/api/PurchaseOrders/PO-1")).json
    return {each["lineItemId"]: each["deliveredQuantity"] for each in order["purchaseOrderForm"]["lineItems"]}


async def in_stock(api: Api) -> dict[tuple[str, str], float]:
    items = (await api.get("/_sim/inventory")).json
    return {(item["sku"], item["warehouseCode"]): item["inventory"] for item in items}


async def transactions(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.get("/_sim/inventory/transactions")).json
    return found


async def status_of(api: Api, path: str) -> str:
    document = (await api.get(path)).json
    return str(document.get("deliveryStatus") or document["status"])


async def test_received_goods_are_on_the_line_in_the_stock_and_in_the_log(ordered: Api) -> None:
    await ordered.put("/_sim/inventory/oslo/A", {"inventory": 7, "reservedInventory": 1, "cost": 45})
    body = [received("l-1", 2.5, goodsReceptionId="r1-1"), received("l-2", 4, goodsReceptionId="r1-2")]
    answer = await ordered.post(RECEIVE, body)
    assert (answer.status, answer.text) == (200, "")
    assert await delivered(ordered) == {"l-1": 2.5, "l-2": 4, "l-3": 0}
    assert await in_stock(ordered) == {("A", "oslo"): 9.5, ("B", "oslo"): 4}
    names = ("goodsReceptionId", "inventoryChange", "newInventory", "cost", "purchaseOrderId", "deliveryId")
    assert [tuple(each[name] for name in names) for each in await transactions(ordered)] == [
        ("r1-1", 2.5, 9.5, 50, "PO-1", "D-1"),
        ("r1-2", 4, 4, 50, "PO-1", "D-1"),
    ]
    item = (await ordered.get("/_sim/inventory")).json[0]
    assert (item["reservedInventory"], item["cost"], item["costTotal"]) == (1, 45, 427.5)


async def test_later_receptions_add_up_and_may_be_more_than_ordered(ordered: Api) -> None:
    for number, quantity in enumerate((3, 4, 5)):
        answer = await ordered.post(RECEIVE, [received("l-1", quantity, goodsReceptionId=f"r{number}")])
        assert answer.status == 200
    assert (await delivered(ordered))["l-1"] == 12
    assert await in_stock(ordered) == {("A", "oslo"): 12}


async def test_two_receptions_of_one_line_in_one_call_both_count(ordered: Api) -> None:
    body = [
        received("l-1", 1, goodsReceptionId="a"),
        received("l-1", 2, goodsReceptionId="b", warehouseCode="bergen"),
    ]
    assert (await ordered.post(RECEIVE, body)).status == 200
    assert (await delivered(ordered))["l-1"] == 3
    assert await in_stock(ordered) == {("A", "oslo"): 1, ("A", "bergen"): 2}


async def test_statuses_follow_what_is_received(ordered: Api) -> None:
    await ordered.post(RECEIVE, [received("l-1", 10)])
    assert await status_of(ordered, "/api/Deliveries/D-1") == "InProgress"
    await ordered.post("/api/PurchaseOrders/PO-1/OrderLines/l-2/Cancel")
    await ordered.post(RECEIVE, [received("l-1", 1)])
    assert await status_of(ordered, "/api/Deliveries/D-1") == "Completed"
    assert await status_of(ordered, "/api/PurchaseOrders/PO-1") == "New"
    await ordered.post(f"{CREATE}?newDeliveryId=D-2", [{"lineItemId": "l-3"}])
    await ordered.post("/api/Deliveries/D-2/ProcessGoodsReception", [received("l-3", 10)])
    assert await status_of(ordered, "/api/PurchaseOrders/PO-1") == "Completed"


async def test_a_tenant_without_a_status_for_it_leaves_a_received_order_as_it_was(ordered: Api) -> None:
    await ordered.patch("/_sim/config", {"goodsReceptionCompletedStatus": None})
    await ordered.post(f"{CREATE}?existingDeliveryId=D-1", [{"lineItemId": "l-3"}])
    await ordered.post(RECEIVE, [received(line_id, 10) for line_id in ("l-1", "l-2", "l-3")])
    assert await status_of(ordered, "/api/PurchaseOrders/PO-1") == "New"
    assert await status_of(ordered, "/api/Deliveries/D-1") == "Completed"


async def test_a_delivery_can_keep_its_status_to_itself(ordered: Api) -> None:
    await ordered.put("/api/Deliveries", {"id": "D-1", "isAutoDeliveryStatusDisabled": True})
    await ordered.post(RECEIVE, [received()])
    assert await status_of(ordered, "/api/Deliveries/D-1") == "New"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ([], "body: names no lines"),
        ([received(warehouseCode=None)], "0.warehouseCode: is required"),
        ([received(warehouseCode="none")], "0.warehouseCode: 'none' is unknown"),
        ([received(warehouseCode="shop")], "0.warehouseCode: 'shop' is not a warehouse"),
        ([received(warehouseCode="cloud")], "0.warehouseCode: 'cloud' is a virtual warehouse"),
        ([received(quantity=-1)], "0.deliveredQuantity: "),
        ([received(quantity="3")], "0.deliveredQuantity: "),
        ([received(sku="A")], "0.sku: unknown field"),
        ([received("none")], "0.lineItemId: 'none' belongs to no delivery"),
        ([received("l-3")], "0.lineItemId: 'l-3' belongs to no delivery"),
        ([received(goodsReceptionId="x"), received(goodsReceptionId="x")], "Duplicate goodsReceptionId: x"),
    ],
)
async def test_a_bad_reception_is_refused_whole(ordered: Api, body: list[dict[str, Any]], fault: str) -> None:
    await ordered.put("/_sim/stores/shop", {})
    await ordered.put("/_sim/stores/cloud", {"isWarehouse": True, "isVirtual": True})
    good = [received("l-2", goodsReceptionId="good")] if body else []
    answer = await ordered.post(RECEIVE, [*body, *good])
    assert (answer.status, answer.text.startswith(fault)) == (400, True)
    assert (await delivered(ordered))["l-2"] == 0
    assert await transactions(ordered) == []


async def test_a_line_of_another_delivery_is_refused(ordered: Api) -> None:
    await ordered.post(f"{CREATE}?newDeliveryId=D-2", [{"lineItemId": "l-3"}])
    answer = await ordered.post(RECEIVE, [received("l-1"), received("l-3")])
    assert (answer.status, answer.text) == (400, "1.lineItemId: 'l-3' does not belong to delivery D-1")


async def test_only_a_known_delivery_receives_goods(ordered: Api) -> None:
    assert (await ordered.post("/api/Deliveries/none/ProcessGoodsReception", [received()])).status == 404


async def test_a_delivery_that_is_gone_receives_nothing_though_its_lines_name_it(ordered: Api) -> None:
    assert (await ordered.call("DELETE", "/api/Deliveries/D-1")).status == 200
    assert (await ordered.post(RECEIVE, [received()])).status == 404
    assert (await ordered.post(RECEIVE_ANYWHERE, [received()])).status == 400
    assert await delivered(ordered) == {"l-1": 0, "l-2": 0, "l-3": 0}


async def test_a_line_that_was_moved_is_received_where_it_is_now(ordered: Api) -> None:
    await ordered.put("/api/Deliveries", {"id": "D-2"})
    moved = {"purchaseOrderForm": {"lineItems": [{"lineItemId": "l-1", "deliveryId": "D-2"}]}}
    await ordered.patch("/api/PurchaseOrders/PO-1", moved)
    paths = (RECEIVE, "/api/Deliveries/D-2/ProcessGoodsReception")
    answers = [await ordered.post(path, [received()]) for path in paths]
    assert [answer.status for answer in answers] == [400, 200]
    assert await delivered(ordered) == {"l-1": 3, "l-2": 0, "l-3": 0}


async def test_goods_received_by_hand_need_no_key(ordered: Api) -> None:
    for _time in range(2):
        assert (await ordered.post(RECEIVE, [received()])).status == 200
    assert (await delivered(ordered))["l-1"] == 6
    assert [each["goodsReceptionId"] for each in await transactions(ordered)] == [None, None]


async def test_a_tenant_may_close_its_deliveries_to_goods_by_their_status(ordered: Api) -> None:
    await ordered.put("/api/Deliveries", {"id": "D-1", "deliveryStatus": "Cancelled"})
    await ordered.patch("/_sim/config", {"closedDeliveryStatuses": ["Cancelled"]})
    answer = await ordered.post(RECEIVE, [received()])
    assert (answer.status, "delivery D-1 is Cancelled" in answer.text) == (400, True)
    await ordered.patch("/_sim/config", {"closedDeliveryStatuses": []})
    assert (await ordered.post(RECEIVE, [received()])).status == 200


async def test_a_search_does_not_tell_of_which_line_a_transaction_is(ordered: Api) -> None:
    await ordered.post(RECEIVE, [received(goodsReceptionId="r1")])
    body = {"purchaseOrderId": "PO-1"}
    (found,) = (await ordered.post("/api/Inventory/SearchTransactions", body)).json["result"]
    assert (found["goodsReceptionId"], found["inventoryChange"]) == ("r1", 3)
    assert {"lineItemId", "deliveryId"}.isdisjoint(found)
    assert [each["lineItemId"] for each in await transactions(ordered)] == ["l-1"]


async def test_a_repeated_reception_is_refused_with_exactly_the_known_ids(ordered: Api) -> None:
    first = [received("l-1", goodsReceptionId="r1-1"), received("l-2", goodsReceptionId="r1-2")]
    await ordered.post(RECEIVE, first)
    answer = await ordered.post(RECEIVE, [*first, received("l-1", goodsReceptionId="r1-10")])
    assert (answer.status, answer.text) == (400, "Duplicate goodsReceptionId: r1-1, r1-2")
    assert await delivered(ordered) == {"l-1": 3, "l-2": 3, "l-3": 0}
    assert len(await transactions(ordered)) == 2


async def test_the_generic_call_finds_the_delivery_and_counts_a_repeat_twice(ordered: Api) -> None:
    for _ in range(2):
        answer = await ordered.post(RECEIVE_ANYWHERE, [received(goodsReceptionId="r1")])
        assert (answer.status, answer.text) == (200, "")
    assert await in_stock(ordered) == {("A", "oslo"): 6}
    assert [each["goodsReceptionId"] for each in await transactions(ordered)] == ["r1", "r1"]
    assert await status_of(ordered, "/api/Deliveries/D-1") == "InProgress"
    refused = await ordered.post(RECEIVE, [received(goodsReceptionId="r1")])
    assert (refused.status, refused.text) == (400, "Duplicate goodsReceptionId: r1")


async def test_the_generic_call_takes_only_lines_in_a_delivery(ordered: Api) -> None:
    answer = await ordered.post(RECEIVE_ANYWHERE, [received("l-3")])
    assert (answer.status, answer.text) == (400, "0.lineItemId: 'l-3' belongs to no delivery")


@pytest.mark.parametrize("path", [RECEIVE, RECEIVE_ANYWHERE])
async def test_goods_of_a_locked_purchase_order_cannot_be_received(ordered: Api, path: str) -> None:
    await ordered.patch("/_sim/config", {"lockedPurchaseOrders": ["PO-1"]})
    assert (await ordered.post(path, [received()])).status == 409
    assert await transactions(ordered) == []


async def test_a_reception_that_was_booked_but_not_answered_is_there_once(ordered: Api) -> None:
    route = "/api/Deliveries/{deliveryId}/ProcessGoodsReception"
    await ordered.post("/_sim/faults", {"route": route, "kind": "written_no_answer"})
    body = [received(goodsReceptionId="r1")]
    with pytest.raises(aiohttp.ClientError):
        await ordered.post(RECEIVE, body)
    again: Answer = await ordered.post(RECEIVE, body)
    assert (again.status, await in_stock(ordered)) == (400, {("A", "oslo"): 3})


async def test_a_reception_raises_events_of_stock_and_delivery(ordered: Api) -> None:
    known = len((await ordered.get("/_sim/events")).json)
    await ordered.post(RECEIVE, [received()])
    events = (await ordered.get("/_sim/events")).json[known:]
    assert [(each["className"], each["objectId"], each["operationId"]) for each in events] == [
        ("Inventory", "A", 150100),
        ("Delivery", "D-1", 352112),
    ]
    assert (events[1]["status"], events[1]["previousStatus"]) == ("InProgress", "New")
