"""Orders that a test puts in place as they are, oddities included."""

from typing import Any

from simulators.testing import Api, Subscriber, eventually, sample_order

ODD = {
    "id": "odd",
    "modified": "2022-12-04T07:23:07.6380021Z",
    "created": "2022-12-04T07:23:07",
    "completed": "0001-01-01T00:00:00",
    "tags": None,
    "orderForm": {"lineItems": None, "shipments": None, "total": 0.333},
    "somethingNew": {"a": [1]},
}


async def test_a_raw_order_is_served_as_it_was_stored(omnium: Api) -> None:
    await omnium.put("/_sim/orders/odd", ODD)
    assert (await omnium.get("/api/Orders/odd")).json == ODD
    assert (await omnium.get("/_sim/orders")).json == [ODD]


async def test_a_raw_order_can_be_searched_and_changed(omnium: Api) -> None:
    await omnium.put("/_sim/orders/odd", ODD)
    assert (await omnium.post("/api/Orders/Search", {"createdFrom": "2022-01-01"})).json["totalHits"] == 1
    assert (await omnium.patch("/api/Orders/odd/PatchOrder", {"tags": ["x"]})).json["updatedCount"] == 1
    assert (await omnium.get("/api/Orders/odd")).json["somethingNew"] == {"a": [1]}


async def test_totals_are_worked_out_on_demand(omnium: Api) -> None:
    answer = await omnium.put("/_sim/orders/F-1?compute=true", sample_order())
    assert (answer.json["orderForm"]["total"], answer.json["versionId"]) == (1000, "1")


async def test_a_raw_order_raises_an_event_on_demand_only(omnium: Api, subscriber: Subscriber) -> None:
    await omnium.post("/_sim/subscriptions", {"url": subscriber.url})
    await omnium.put("/_sim/orders/silent", sample_order("silent"))
    await omnium.put("/_sim/orders/F-1?event=true", sample_order())

    async def received() -> list[dict[str, Any]]:
        return subscriber.events

    event = (await eventually(received))[0]
    assert (event["objectId"], event["category"], event["status"]) == ("F-1", "Updated", "New")
