"""Webhooks reach subscribers by Flow's own retry policy."""

from typing import Any

import pytest

from simulators.testing import Api, Subscriber, eventually

TENANT = "/v2/tenants/acme"
ORDERS = f"{TENANT}/stores/oslo/orders"
CONTROL = "/_sim/tenants/acme"
CUSTOMER = {"customerUid": "c1", "customerType": "PERSON"}
ITEM = {"productUid": "p1", "quantity": 100, "unitPrice": 100}
PAID = [{"settlementCode": "CARD", "amount": 100}]


async def subscribe(api: Api, subscriber: Subscriber, **fields: Any) -> None:
    body = {"url": subscriber.url, "firstRetrySeconds": 0.0001, **fields}
    answer = await api.post(f"{CONTROL}/subscriptions", body)
    assert answer.status == 201, answer.text


async def finished_deliveries(api: Api, count: int) -> list[dict[str, Any]]:
    async def enough() -> list[dict[str, Any]]:
        attempts: list[dict[str, Any]] = (await api.get(f"{CONTROL}/deliveries")).json
        ended = [attempt for attempt in attempts if attempt["status"] or attempt["error"]]
        return ended if len(ended) >= count else []

    return await eventually(enough)


async def actions(api: Api, count: int) -> list[str]:
    return [attempt["event"]["action"] for attempt in await finished_deliveries(api, count)]


async def shop(api: Api, act: str, **body: Any) -> None:
    answer = await api.post(f"{CONTROL}/shop", {"act": act, **body})
    assert answer.status == 200, answer.text


async def test_a_sale_raises_its_webhooks_with_the_custom_headers(flow: Api, subscriber: Subscriber) -> None:
    await subscribe(flow, subscriber, headers={"Authorization": "Bearer hook"})
    await shop(flow, "sell", storeUid="oslo", orderUid="o1", items=[ITEM], settlements=PAID)
    assert sorted(await actions(flow, 3)) == ["ORDER_DELIVERED", "ORDER_RECEIPT_SETTLED", "ORDER_SETTLED"]
    assert {event["order"]["Uid"] for event in subscriber.events} == {"o1"}
    assert {event["tenantUser"]["Uid"] for event in subscriber.events} == {"cashier-1"}
    assert {headers["Authorization"] for headers in subscriber.headers} == {"Bearer hook"}


async def test_our_own_writes_come_back_as_webhooks(flow: Api, subscriber: Subscriber) -> None:
    await subscribe(flow, subscriber)
    await flow.post(f"{TENANT}/customers", CUSTOMER)
    await flow.put(f"{TENANT}/customers/c1", {"email": "a@b.no"})
    await flow.post(ORDERS, {"type": "ORDER", "orderUid": "o1"})
    await flow.put(f"{ORDERS}/o1/status", {"status": "CANCELLED"})
    expected = ["CUSTOMER_CREATE", "CUSTOMER_UPDATE", "ORDER_CANCELLED", "ORDER_UPDATED"]
    assert sorted(await actions(flow, 4)) == expected
    assert {event["tenantUser"]["Uid"] for event in subscriber.events} == {"integration"}


async def test_a_refused_write_raises_nothing(flow: Api, subscriber: Subscriber) -> None:
    await subscribe(flow, subscriber)
    assert (await flow.post(ORDERS, {"type": "ORDER", "colour": "red"})).status == 400
    await flow.post(f"{TENANT}/customers", CUSTOMER)
    assert await actions(flow, 1) == ["CUSTOMER_CREATE"]


async def test_only_wanted_actions_are_sent(flow: Api, subscriber: Subscriber) -> None:
    await subscribe(flow, subscriber, actions=["ORDER_HANDLING_STATE_CHANGED"])
    await flow.post(ORDERS, {"type": "ORDER", "orderUid": "o1"})
    attached = (await flow.post(f"{ORDERS}/o1/handlings", {"handlingUid": "collect"})).json
    await shop(flow, "handling", orderUid="o1", state="READY")
    assert await actions(flow, 1) == ["ORDER_HANDLING_STATE_CHANGED"]
    assert subscriber.events[0]["orderHandling"]["Uid"] == attached["orderHandlingUid"]
    answer = await flow.post(f"{CONTROL}/subscriptions", {"url": subscriber.url, "actions": ["ORDER_ODD"]})
    assert (answer.status, "actions" in answer.json["message"]) == (400, True)


async def test_an_edit_of_the_shop_raises_what_it_changes_and_a_raw_order_nothing(
    flow: Api, subscriber: Subscriber
) -> None:
    await subscribe(flow, subscriber)
    await flow.put(f"{CONTROL}/orders/o1", {"orderState": "OPEN"})
    await flow.patch(f"{CONTROL}/orders/o1", {"settleState": "SETTLED"})
    assert await actions(flow, 1) == ["ORDER_SETTLED"]


@pytest.mark.parametrize("status", [200, 299, 400, 404, 429, 499])
async def test_a_webhook_with_a_final_answer_is_never_sent_again(
    flow: Api, subscriber: Subscriber, status: int
) -> None:
    subscriber.answers = [status, 500]
    await subscribe(flow, subscriber)
    await flow.post(f"{TENANT}/customers", CUSTOMER)
    await finished_deliveries(flow, 1)
    await flow.put(f"{TENANT}/customers/c1", {"email": "a@b.no"})
    # The second webhook needs two tries: any third attempt but its own would be a repeat of the first.
    assert [item["status"] for item in await finished_deliveries(flow, 3)] == [status, 500, 202]


async def test_other_answers_are_tried_ten_times_more(flow: Api, subscriber: Subscriber) -> None:
    subscriber.answers = [302, *[503] * 9]
    await subscribe(flow, subscriber)
    await flow.post(f"{TENANT}/customers", CUSTOMER)
    attempts = await finished_deliveries(flow, 11)
    assert [item["attempt"] for item in attempts] == list(range(1, 12))
    assert [item["status"] for item in attempts] == [302, *[503] * 9, 202]


async def test_a_subscriber_that_is_down_is_tried_again_and_forgotten_on_reset(flow: Api) -> None:
    body = {"url": "http://127.0.0.1:1/events", "firstRetrySeconds": 0.0001}
    await flow.post(f"{CONTROL}/subscriptions", body)
    await flow.post(f"{TENANT}/customers", CUSTOMER)
    attempts = await finished_deliveries(flow, 2)
    assert {(item["status"], item["error"]) for item in attempts} == {(None, "ClientConnectorError")}
    await flow.post("/_sim/reset")
    assert (await flow.get(f"{CONTROL}/deliveries")).status == 404


async def test_a_webhook_still_waiting_for_its_retry_ends_with_the_simulator(
    flow: Api, subscriber: Subscriber
) -> None:
    subscriber.answers = [500]
    await subscribe(flow, subscriber, firstRetrySeconds=3600)
    await flow.post(f"{TENANT}/customers", CUSTOMER)
    assert [item["status"] for item in await finished_deliveries(flow, 1)] == [500]


async def test_subscriptions_are_listed_without_secrets_and_ended(flow: Api, subscriber: Subscriber) -> None:
    await subscribe(flow, subscriber, headers={"X-Key": "hidden"})
    listed = await flow.get(f"{CONTROL}/subscriptions")
    assert ("hidden" in listed.text, listed.json[0]["url"]) == (False, subscriber.url)
    await flow.delete(f"{CONTROL}/subscriptions")
    assert (await flow.get(f"{CONTROL}/subscriptions")).json == []
    await flow.post(f"{TENANT}/customers", CUSTOMER)
    assert (await flow.get(f"{CONTROL}/deliveries")).json == []
