"""Events reach subscribers by Omnium's own retry policy."""

from typing import Any

import pytest

from simulators.testing import Api, Subscriber, eventually, sample_order

RAW = {"event": {"className": "Order", "objectId": "F-1"}}


async def subscribe(api: Api, subscriber: Subscriber, **fields: Any) -> str:
    answer = await api.post("/_sim/subscriptions", {"url": subscriber.url, **fields})
    assert answer.status == 201, answer.text
    subscription_id: str = answer.json["id"]
    return subscription_id


async def finished_deliveries(api: Api, count: int) -> list[dict[str, Any]]:
    async def enough() -> list[dict[str, Any]]:
        attempts: list[dict[str, Any]] = (await api.get("/_sim/deliveries")).json
        ended = [attempt for attempt in attempts if attempt["status"] or attempt["error"]]
        return ended if len(ended) >= count else []

    return await eventually(enough)


async def test_a_new_order_raises_several_events_with_the_custom_headers(
    omnium: Api, subscriber: Subscriber
) -> None:
    await subscribe(omnium, subscriber, headers={"Authorization": "Bearer made-up"})
    await omnium.post("/api/Orders", sample_order())
    await finished_deliveries(omnium, 6)
    assert {event["category"] for event in subscriber.events} == {"Added", "Created", "Updated", "Workflow"}
    assert {event["objectId"] for event in subscriber.events} == {"F-1"}
    assert {headers["Authorization"] for headers in subscriber.headers} == {"Bearer made-up"}


async def test_only_events_that_pass_the_filters_are_sent(omnium: Api, subscriber: Subscriber) -> None:
    await subscribe(omnium, subscriber, classNames=["order"], categories=["Created"])
    await omnium.post("/api/Orders", sample_order())
    assert [item["event"]["operationId"] for item in await finished_deliveries(omnium, 1)] == [110108]


async def test_our_own_writes_come_back_as_events(omnium: Api, subscriber: Subscriber) -> None:
    await omnium.post("/api/Orders", sample_order())
    await subscribe(omnium, subscriber)
    await omnium.patch("/api/Orders/F-1/PatchOrder", {"tags": ["x"]})
    event = (await finished_deliveries(omnium, 1))[0]["event"]
    assert (event["operationId"], event["user"]) == (310100, "tester")
    assert event["origin"] == "PATCH /api/Orders/F-1/PatchOrder"


@pytest.mark.parametrize("status", [200, 202, 299, 400, 404, 429])
async def test_an_event_with_a_final_answer_is_never_sent_again(
    omnium: Api, subscriber: Subscriber, status: int
) -> None:
    subscriber.answers = [status, 500]
    await subscribe(omnium, subscriber)
    await omnium.post("/_sim/events", RAW)
    await finished_deliveries(omnium, 1)
    await omnium.post("/_sim/events", RAW)
    # The second event needs two tries: any third attempt but its own would be a repeat of the first.
    assert [item["status"] for item in await finished_deliveries(omnium, 3)] == [status, 500, 202]


@pytest.mark.parametrize("status", [302, 401, 403, 500, 503])
async def test_other_answers_are_retried_three_times_then_logged_as_failed(
    omnium: Api, subscriber: Subscriber, status: int
) -> None:
    subscriber.answers = [status] * 9
    subscription_id = await subscribe(omnium, subscriber)
    await omnium.post("/_sim/events", RAW)

    async def failures() -> list[dict[str, Any]]:
        search = {"eventLogModel": "EventSubscription", "status": "Failed"}
        failed: list[dict[str, Any]] = (await omnium.post("/api/EventLog/Search", search)).json["result"]
        return failed

    assert (await eventually(failures))[0]["objectId"] == subscription_id
    attempts = (await omnium.get("/_sim/deliveries")).json
    assert [(item["attempt"], item["status"]) for item in attempts] == [
        (number, status) for number in (1, 2, 3, 4)
    ]
    assert (await omnium.get("/_sim/events")).json[-1]["operationId"] == 290100


async def test_a_subscriber_that_is_down_is_retried(omnium: Api) -> None:
    await omnium.post("/_sim/subscriptions", {"url": "http://127.0.0.1:1/events"})
    await omnium.post("/_sim/events", RAW)
    attempts = await finished_deliveries(omnium, 4)
    assert {(item["status"], item["error"]) for item in attempts} == {(None, "ClientConnectorError")}


async def test_a_raw_event_is_sent_as_it_is(omnium: Api, subscriber: Subscriber) -> None:
    await subscribe(omnium, subscriber, classNames=["Product"], variant="A")
    body = {"className": None, "odd": [1.5, None]}
    await omnium.post("/_sim/events", {"event": body})
    await finished_deliveries(omnium, 1)
    assert subscriber.events == [body]


async def test_the_variants_differ_and_cycle(omnium: Api, subscriber: Subscriber) -> None:
    await subscribe(omnium, subscriber, variant="cycle")
    await omnium.post("/api/Orders", sample_order())
    events = [item["event"] for item in await finished_deliveries(omnium, 6)]
    shapes = sorted(("id" in event, "operationId" in event) for event in events)
    assert shapes == [(False, False)] * 2 + [(False, True)] * 2 + [(True, True)] * 2


async def test_events_can_be_doubled_and_come_in_the_wrong_order(omnium: Api, subscriber: Subscriber) -> None:
    await omnium.patch("/_sim/config", {"duplicateEvents": 2, "shuffleEvents": True})
    await subscribe(omnium, subscriber)
    await omnium.post("/api/Orders", sample_order())
    attempts = sorted(await finished_deliveries(omnium, 12), key=lambda item: item["seq"])
    operations = [item["event"]["operationId"] for item in attempts]
    assert operations[:4] == [110106, 110106, 111102, 111102]
    assert operations[-2:] == [110107, 110107]


async def test_subscriptions_are_listed_without_secrets_and_ended(
    omnium: Api, subscriber: Subscriber
) -> None:
    await subscribe(omnium, subscriber, headers={"X-Key": "hidden"})
    assert "hidden" not in (await omnium.get("/_sim/subscriptions")).text
    await omnium.delete("/_sim/subscriptions")
    assert (await omnium.get("/_sim/subscriptions")).json == []
