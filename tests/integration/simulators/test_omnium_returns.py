"""Returning goods over HTTP, and finding the returns again."""

from typing import Any

import pytest

from simulators.testing import Answer, Api, sample_order

RETURN = "/api/Returns/F-1/Return"


@pytest.fixture
async def sold(omnium: Api) -> Api:
    """An Omnium with one order, whose two pieces are delivered."""
    await omnium.post("/api/Orders", sample_order(orderNumber="1001", customerId="c-9"))
    delivered = {"lineItemUpdates": [{"lineItemId": "1", "deliveredQuantity": 2}]}
    await omnium.post("/api/Orders/F-1/OrderLinesUpdate", delivered)
    return omnium


async def stored(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = (await api.get("/api/Orders/F-1")).json
    return document


async def returned(api: Api, quantity: int = 1, **fields: Any) -> Answer:
    body = {"returns": [{"lineItemId": "1", "returnQuantity": quantity}], "creditPayment": False, **fields}
    return await api.post(RETURN, body)


async def test_a_return_answers_its_form_and_stands_on_the_order(sold: Api) -> None:
    answer = await returned(sold, rmaNumber="flow-1", storeId="bergen", creditAmount=500)
    assert answer.status == 200
    form = answer.json
    assert (form["rmaNumber"], form["storeId"], form["creditAmount"], form["status"]) == (
        "flow-1",
        "bergen",
        500,
        "Completed",
    )
    assert [(line["lineItemId"], line["code"], line["returnQuantity"]) for line in form["lineItems"]] == [
        ("1", "SKU1", 1)
    ]
    assert (await stored(sold))["returnOrderForms"] == [form]


async def test_the_line_counts_what_is_back_on_form_and_shipment(sold: Api) -> None:
    statuses = []
    for _ in range(2):
        await returned(sold)
        statuses.append((await stored(sold))["status"])
    form = (await stored(sold))["orderForm"]
    assert statuses == ["PartiallyReturned", "Returned"]
    assert form["lineItems"][0]["returnQuantity"] == 2
    assert form["shipments"][0]["lineItems"][0]["returnQuantity"] == 2


async def test_a_repeated_return_is_a_second_one(sold: Api) -> None:
    for _ in range(2):
        await returned(sold, rmaNumber="flow-1")
    forms = (await stored(sold))["returnOrderForms"]
    assert [form["rmaNumber"] for form in forms] == ["flow-1", "flow-1"]
    assert forms[0]["returnId"] != forms[1]["returnId"]


async def test_more_than_was_delivered_does_not_come_back(sold: Api) -> None:
    before = await stored(sold)
    answer = await returned(sold, 3)
    assert (answer.status, answer.text.split(":")[0]) == (400, "returnQuantity")
    assert await stored(sold) == before


async def test_a_return_that_is_not_paid_out_yet_is_refunded(sold: Api) -> None:
    await returned(sold, creditPayment=True)
    form = (await stored(sold))["orderForm"]
    assert (form["creditPaymentTotal"], form["payments"][0]["transactionType"]) == (500, "Credit")


async def test_the_order_of_a_return_is_found_by_id_or_number(sold: Api) -> None:
    body = {"returns": [{"lineItemId": "1", "returnQuantity": 1}]}
    answers = [await sold.post(f"/api/returns/{name}/return", body) for name in ("F-1", "1001", "none")]
    assert [answer.status for answer in answers] == [200, 200, 404]


@pytest.mark.parametrize("order_type", [None, ""])
async def test_a_tenant_without_a_return_type_takes_no_returns(sold: Api, order_type: str | None) -> None:
    await sold.patch("/_sim/config", {"defaultReturnOrderType": order_type})
    answer = await returned(sold)
    assert (answer.status, answer.text) == (500, "DefaultReturnOrderType is not set")
    assert (await stored(sold))["returnOrderForms"] == []


async def test_an_order_with_a_return_can_be_written_back_whole(sold: Api) -> None:
    await returned(sold)
    document = await stored(sold)
    answer = await sold.post("/api/Orders/Update", document)
    assert (answer.status, answer.json["order"]["returnOrderForms"]) == (200, document["returnOrderForms"])


async def test_a_return_raises_events_of_the_order(sold: Api) -> None:
    seen = len((await sold.get("/_sim/events")).json)
    await returned(sold)
    events = (await sold.get("/_sim/events")).json[seen:]
    assert [event["operationId"] for event in events] == [318100, 118101, 118102]
    assert {(event["className"], event["objectId"]) for event in events} == {("Order", "F-1")}
    assert (events[0]["previousStatus"], events[0]["status"]) == ("Completed", "PartiallyReturned")


@pytest.mark.parametrize(
    ("search", "hits"),
    [
        ({}, 1),
        ({"rmaNumber": "flow-1"}, 1),
        ({"rmaNumber": "flow-2"}, 0),
        ({"orderNumber": "1001"}, 1),
        ({"id": "F-1", "customerId": "c-9"}, 1),
        ({"selectedStores": ["oslo"]}, 0),
        ({"createdFrom": "2020-01-01T00:00:00Z", "modifiedFrom": "2020-01-01T00:00:00Z"}, 1),
        ({"createdTo": "2020-01-01T00:00:00Z"}, 0),
        ({"modifiedTo": "2020-01-01T00:00:00Z"}, 0),
        ({"page": 1}, 1),
    ],
)
async def test_returns_are_searched_by_what_they_carry(sold: Api, search: dict[str, Any], hits: int) -> None:
    await sold.post("/api/Orders", sample_order("F-2"))
    await returned(sold, rmaNumber="flow-1", storeId="bergen")
    answer = await sold.post("/api/Returns/SearchReturnOrders", search)
    assert (answer.status, answer.json["totalHits"]) == (200, hits)
    assert all(order["id"] == "F-1" for order in answer.json["result"])


@pytest.mark.parametrize("search", [{"take": 101}, {"rma": "flow-1"}, {"page": 101, "take": 100}])
async def test_wrong_searches_for_returns_are_refused(sold: Api, search: dict[str, Any]) -> None:
    assert (await sold.post("/api/Returns/SearchReturnOrders", search)).status == 400


async def test_a_search_for_returns_lags_behind_as_the_index_does(sold: Api) -> None:
    await sold.patch("/_sim/config", {"indexLagSeconds": 3600})
    await returned(sold, rmaNumber="flow-1")
    answer = await sold.post("/api/Returns/SearchReturnOrders", {"rmaNumber": "flow-1"})
    assert answer.json["totalHits"] == 0
    assert (await stored(sold))["returnOrderForms"][0]["rmaNumber"] == "flow-1"
