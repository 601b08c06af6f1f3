"""Deliveries of purchase orders over HTTP."""

from typing import Any

import pytest

from simulators.testing import Api

CREATE = "/api/Deliveries/CreateDelivery/PO-1"


def line(line_id: str, code: str, **fields: Any) -> dict[str, Any]:
    return {"lineItemId": line_id, "code": code, "quantity": 10, "placedPrice": 50, **fields}


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


async def lines_of(api: Api) -> dict[str, dict[str, Any]]:
    order = (await api.get("/api/PurchaseOrders/PO-1")).json
    return {each["lineItemId"]: each for each in order["purchaseOrderForm"]["lineItems"]}


async def test_a_delivery_is_read_with_its_lines(ordered: Api) -> None:
    delivery = (await ordered.get("/api/deliveries/D-1")).json
    assert (delivery["deliveryStatus"], delivery["orderType"]) == ("New", "PurchaseOrder")
    lines = (await ordered.get("/api/Deliveries/D-1/PurchaseOrderLines")).json
    assert [(each["lineItemId"], each["purchaseOrderId"]) for each in lines] == [
        ("l-1", "PO-1"),
        ("l-2", "PO-1"),
    ]
    assert (await ordered.get("/api/Deliveries/none")).status == 404
    assert (await ordered.get("/api/Deliveries/none/PurchaseOrderLines")).status == 404


async def test_a_put_delivery_is_replaced_and_keeps_its_lines(ordered: Api) -> None:
    answer = await ordered.put("/api/Deliveries", {"id": "D-1", "invoiceNumber": "7"})
    assert (answer.json["invoiceNumber"], answer.json["warehouseCode"]) == ("7", None)
    assert len((await ordered.get("/api/Deliveries/D-1/PurchaseOrderLines")).json) == 2
    assert (await ordered.put("/api/Deliveries", {"id": "D-1", "lines": []})).status == 400


async def test_deliveries_are_searched_by_status_and_times(ordered: Api) -> None:
    await ordered.put("/api/Deliveries", {"id": "D-2", "deliveryStatus": "Completed"})
    searches = [
        {},
        {"selectedStatuses": ["Completed"]},
        {"createdTo": "2001-01-01"},
        {"estimatedTimeOfArrivalFrom": "2001-01-01"},
        {"modifiedFrom": "2001-01-01"},
        {"take": 101},
    ]
    answers = [await ordered.post("/api/Deliveries/Search", search) for search in searches]
    assert [answer.status for answer in answers] == [200, 200, 200, 200, 200, 400]
    assert [answer.json["totalHits"] for answer in answers[:5]] == [2, 1, 0, 0, 2]


async def test_a_delivery_is_made_of_a_whole_line(ordered: Api) -> None:
    path = f"{CREATE}?newDeliveryId=flow-r1&expectedDeliveryDate=2026-02-01&barcode=7"
    answer = await ordered.post(path, [{"lineItemId": "l-3"}])
    assert (answer.status, answer.json["id"], answer.json["warehouseCode"]) == (200, "flow-r1", "oslo")
    assert (answer.json["suppliers"], answer.json["estimatedTimeOfArrival"]) == (["Maker"], "2026-02-01")
    assert (await lines_of(ordered))["l-3"]["deliveryId"] == "flow-r1"


async def test_a_part_quantity_splits_the_line_and_the_part_keeps_its_id(ordered: Api) -> None:
    await ordered.post(f"{CREATE}?newDeliveryId=flow-r1", [{"code": "C", "quantity": 2.5}])
    lines = await lines_of(ordered)
    assert (lines["l-3"]["quantity"], lines["l-3"]["deliveryId"]) == (2.5, "flow-r1")
    (rest,) = (each for line_id, each in lines.items() if line_id not in ("l-1", "l-2", "l-3"))
    assert (rest["code"], rest["quantity"], rest["deliveryId"]) == ("C", 7.5, None)


async def test_the_lines_left_can_be_canceled_with_the_delivery(ordered: Api) -> None:
    path = f"{CREATE}?newDeliveryId=flow-r1&cancelRemainingLineItems=true"
    await ordered.post(path, [{"lineItemId": "l-3", "quantity": 4}])
    canceled = [(each["quantity"], each["canceledQuantity"]) for each in (await lines_of(ordered)).values()]
    assert canceled == [(10, 0), (10, 0), (4, 0), (6, 6)]


async def test_a_line_can_join_a_delivery_that_is_there(ordered: Api) -> None:
    answer = await ordered.post(f"{CREATE}?existingDeliveryId=D-1", [{"lineItemId": "l-3"}])
    assert (answer.status, answer.json["id"]) == (200, "D-1")
    assert len((await ordered.get("/api/Deliveries/D-1/PurchaseOrderLines")).json) == 3
    assert len((await ordered.get("/_sim/goodsdeliveries")).json) == 1


async def test_a_delivery_gets_an_id_when_none_is_sent(ordered: Api) -> None:
    made = (await ordered.post(CREATE, [{"lineItemId": "l-3"}])).json
    assert (await ordered.get(f"/api/Deliveries/{made['id']}")).json == made


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        ("?newDeliveryId=D-1", [{"lineItemId": "l-3"}], 409),
        ("?newDeliveryId=D-1", [{"lineItemId": "l-1"}], 409),
        ("?existingDeliveryId=none", [{"lineItemId": "l-3"}], 404),
        ("?existingDeliveryId=D-1&newDeliveryId=D-2", [{"lineItemId": "l-3"}], 400),
        ("?newDeliveryId=a%2Fb", [{"lineItemId": "l-3"}], 400),
        ("?deliveryId=D-2", [{"lineItemId": "l-3"}], 400),
        ("?preventDuplicateLineItems=perhaps", [{"lineItemId": "l-3"}], 400),
        ("?expectedDeliveryDate=soon", [{"lineItemId": "l-3"}], 400),
        ("", [], 400),
        ("", [{"lineItemId": "l-1"}], 400),
        ("", [{"lineItemId": "l-3"}, {"lineItemId": "l-3"}], 400),
        ("", [{"lineItemId": "l-3", "quantity": 0}], 400),
        ("", [{"lineItemId": "l-3", "quantity": 11}], 400),
        ("", [{"sku": "C"}], 400),
    ],
)
async def test_a_bad_delivery_is_refused_and_changes_nothing(
    ordered: Api, query: str, body: list[dict[str, Any]], status: int
) -> None:
    before = await lines_of(ordered)
    assert (await ordered.post(CREATE + query, body)).status == status
    assert await lines_of(ordered) == before
    assert len((await ordered.get("/_sim/goodsdeliveries")).json) == 1


async def test_a_deleted_delivery_is_neither_read_nor_found(ordered: Api) -> None:
    answers = [await ordered.call("DELETE", "/api/Deliveries/D-1") for _time in range(2)]
    assert [answer.status for answer in answers] == [200, 404]
    assert (await ordered.get("/api/Deliveries/D-1")).status == 404
    assert (await ordered.post("/api/Deliveries/Search", {})).json["totalHits"] == 0
    assert (await lines_of(ordered))["l-1"]["deliveryId"] == "D-1"


async def test_only_a_known_purchase_order_gets_a_delivery(ordered: Api) -> None:
    answer = await ordered.post("/api/Deliveries/CreateDelivery/none", [{"lineItemId": "l-3"}])
    assert answer.status == 404
