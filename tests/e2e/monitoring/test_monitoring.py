"""Dashboards and alerts on the real thing: what they ask is answered after a day in the shop, and what breaks is told."""

import asyncio
import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from pymongo import MongoClient

from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import dead_letter_queue, work_queues
from flow_omnium.jobs.kinds import ORDER_QUEUE, RECEIVEMENT_QUEUE
from flow_omnium.testing.broker import fetch_all
from local_stack.broker import Broker
from local_stack.demo.furnishing import in_norwegian, omniums_catalogue
from local_stack.demo.tenant import TENANT_UID
from local_stack.errors import StackError
from local_stack.infrastructure import Infrastructure
from local_stack.json_http import call
from local_stack.liveness import wait_until
from local_stack.scene import Scene, awaited

Asked = Mapping[str, str]
Rule = Mapping[str, Any]
Ask = Callable[[str], Sequence[Mapping[str, Any]]]
Firing = Callable[[], Sequence[Mapping[str, str]]]

COMPARED = re.compile(r" (==|>=|<=|<|>) ")
PATIENCE_SECONDS = 60

AFTER_TROUBLE = {
    "ALERTS": "while a message is parked",
    "flow_omnium_relay_republished_total": "once a message was lost",
    "flow_omnium_token_rejections_total": "once Omnium has refused a token",
    'outcome!="minted"': "once Omnium has granted none",
    'flow_omnium_jobs_held_total{reason!~"record|outage"}': "once a tenant was paused",
    "flow_omnium_missed_changes_total": "once events were lost",
    "flow_omnium_reconciliation_": "once somebody has had both systems compared",
    "flow_omnium_gateway_events_turned_away_total": "once a tenant was switched off, or could not be read",
    "flow_omnium_circuit_jobs_released_total": "once a system is back that answered nothing",
    'outcome=~"unreadable|failed"': "once a tenant could not be read",
    "flow_omnium_schema_differences": "once an index was changed",
    "flow_omnium_rows_set_aside": "once Flow has refused a product",
    'result="refused"': "once a task has met a market that nobody has",
    'reason="rate_limited"': "once somebody has guessed secrets",
    'code=~"5.."}': "likewise: its events are answered with a 503",
}
"""What has no series on a good day, by what marks the expression: it is asked further down, when the trouble has come."""

NEVER = {"Unexpected": "a fault of ours: if this suite had a known one, it would be mended"}

BUSY_MACHINE = {"FlowOmniumLoopLag", "FlowOmniumPublishSlow"}
"""What may fire where everything runs on one machine that has other things to do: here it need not last ten minutes."""


def test_every_expression_of_every_dashboard_is_answered(day: Scene, panels: Asked, ask: Ask) -> None:
    assert day.suite.gateway.running
    assert len(panels) > 70
    assert unanswered(without(AFTER_TROUBLE, panels), ask) == {}


def test_whatever_an_alert_looks_at_is_there(day: Scene, selectors: Asked, ask: Ask) -> None:
    assert day.suite.gateway.running
    assert len(selectors) > 30
    assert unanswered(without({**AFTER_TROUBLE, **NEVER}, selectors), ask) == {}


def test_every_alert_can_be_evaluated_and_none_fires_on_such_a_day(
    day: Scene, rules: Sequence[Rule], prometheus: str
) -> None:
    assert day.suite.gateway.running
    groups = call("GET", f"{prometheus}/api/v1/rules")["data"]["groups"]
    told = {rule["name"]: rule for group in groups for rule in group["rules"]}
    assert {name: rule["health"] for name, rule in told.items()} == {rule["alert"]: "ok" for rule in rules}
    assert {name for name, rule in told.items() if rule["state"] != "inactive"} <= BUSY_MACHINE


def test_a_product_that_flow_refuses_is_set_aside(day: Scene) -> None:
    """Each run tries again; such rows are counted once a minute, so whether it is told is asked further down."""
    refusal = {"method": "PUT", "route": "*/products/*", "kind": "status", "status": 400, "count": 1000}
    day.simulators.flow("POST", "/_sim/faults", refusal)
    (tent,) = [one for one in omniums_catalogue()["products"] if one["productId"] == "tent"]
    changed = in_norwegian(tent) | {"name": "Tent for three"}
    day.simulators.omnium("PUT", "/_sim/products/tent?silent=true", changed)
    product = ("FlowProductScheduledTask", "--tenant", TENANT_UID, "--sku", tent["skuId"])
    day.suite.cli_checked("tasks", "run", *product)

    assert "answered 400" in day.suite.cli_checked("tasks", "rows", "--tenant", TENANT_UID)


def test_a_parked_message_is_told_until_it_is_gone(
    day: Scene, firing: Firing, panels: Asked, ask: Ask
) -> None:
    url = day.suite.environment["AMQP_URL"]
    asyncio.run(publish_rubbish(url))
    told(firing, "FlowOmniumMessagesParked", queue=ORDER_QUEUE)
    assert unanswered(only("ALERTS", panels), ask) == {}

    assert "not JSON" in day.suite.cli_checked("parked", "list")
    asyncio.run(empty(url, dead_letter_queue(ORDER_QUEUE)))
    over(firing, "FlowOmniumMessagesParked")


def test_a_stopped_worker_is_told_until_it_is_back(day: Scene, firing: Firing) -> None:
    day.suite.receivement_sync.stop()
    told(firing, "FlowOmniumServiceNotScraped", job="receivement-sync")
    told(firing, "FlowOmniumInstanceDown", job="receivement-sync")
    told(firing, "FlowOmniumQueueWithoutConsumer", queue=RECEIVEMENT_QUEUE)

    day.suite.receivement_sync.start()
    over(firing, "FlowOmniumServiceNotScraped")
    over(firing, "FlowOmniumQueueWithoutConsumer")


def test_a_lost_message_is_published_again_and_counted(
    day: Scene, own_infrastructure: Infrastructure, ask: Ask
) -> None:
    day.suite.receivement_sync.stop()
    receive_goods(day, "PO-LOST")
    ready = f'sum(rabbitmq_detailed_queue_messages_ready{{queue="{RECEIVEMENT_QUEUE}"}}) > 0'
    awaited("the goods' message waits for a worker", lambda: ask(ready), 30)
    broker_of(own_infrastructure).control("purge_queue", RECEIVEMENT_QUEUE)
    # Without a worker, a stock level that comes later stays in the queue, and a queue that holds something tells no loss.
    day.suite.receivement_sync.start()
    republished = 'flow_omnium_relay_republished_total{reason="queued"}'
    awaited("the relay publishes its job again", lambda: ask(republished), 30)


def test_jobs_of_a_paused_tenant_are_counted_as_held(day: Scene, ask: Ask) -> None:
    held = 'flow_omnium_jobs_held_total{reason="paused"}'

    def is_held() -> bool:
        """A worker looks every two seconds which pauses there are: the first job may slip through."""
        touch(day, "DEMO-1002")
        return wait_until(lambda: bool(ask(held)), 3)

    day.suite.cli_checked("jobs", "pause", "--tenant", TENANT_UID, "--reason", "tried by a test")
    try:
        awaited("a held job is counted", is_held)
    finally:
        day.suite.cli_checked("jobs", "resume", "--tenant", TENANT_UID)


def test_who_guesses_secrets_is_counted_and_told_and_turns_no_event_away(
    day: Scene, firing: Firing, ask: Ask
) -> None:
    events = f"{day.suite.gateway.base_url}/v1/tenants/{TENANT_UID}/omnium/events"
    for number in range(20):
        with suppress(StackError):
            call("POST", events, {}, {"Authorization": f"Bearer guess-{number}"})

    limited = 'flow_omnium_gateway_refused_authentications_total{reason="rate_limited"}'
    awaited("guesses are counted", lambda: ask(limited), 30)
    told(firing, "FlowOmniumWrongSecrets", tenant=TENANT_UID)
    assert not [alert for alert in firing() if alert["alertname"] == "FlowOmniumGatewayErrors"]


def test_a_tenant_that_cannot_be_read_is_told_and_so_are_its_events_that_are_turned_away(
    day: Scene, own_infrastructure: Infrastructure, firing: Firing
) -> None:
    events = f"{day.suite.gateway.base_url}/v1/tenants/damaged/flow/events"
    with MongoClient[dict[str, Any]](own_infrastructure.mongodb_url) as client:
        tenants = client[day.suite.environment["MONGODB_DATABASE"]]["tenants"]
        tenants.insert_one({"_id": "damaged", "revision": 1, "settings": {}})
        for service in day.suite.services:
            told(firing, "FlowOmniumTenantsUnreadable", job=service.name, outcome="unreadable")
        for _ in range(10):
            with suppress(StackError):
                call("POST", events, {}, {"Authorization": "Bearer whatever"})
        told(firing, "FlowOmniumGatewayErrors", job="webhook-gateway")
        tenants.delete_one({"_id": "damaged"})
    over(firing, "FlowOmniumTenantsUnreadable")


def test_a_task_that_a_person_must_look_at_is_told(
    day: Scene, own_infrastructure: Infrastructure, firing: Firing
) -> None:
    with MongoClient[dict[str, Any]](own_infrastructure.mongodb_url) as client:
        tenants = client[day.suite.environment["MONGODB_DATABASE"]]["tenants"]
        before = tenants.find_one({"_id": TENANT_UID})
        assert before is not None
        unknown = {"$set": {"settings.catalog.markets": ["nowhere"]}, "$inc": {"revision": 1}}
        tenants.update_one({"_id": TENANT_UID}, unknown)
        day.suite.cli_checked("tasks", "run", "FlowStoreScheduledTask", "--tenant", TENANT_UID, "--no-wait")
        told(firing, "FlowOmniumTaskRefused", tenant=TENANT_UID, task="FlowStoreScheduledTask")
        tenants.replace_one({"_id": TENANT_UID}, {**before, "revision": before["revision"] + 2})


def test_changes_of_which_no_event_told_are_told_as_missed(day: Scene, firing: Firing) -> None:
    changed = datetime.now(UTC).isoformat()
    (pattern,) = [one for one in day.simulators.omnium("GET", "/_sim/orders") if one["id"] == "DEMO-1002"]
    for number in range(3):
        order = {**pattern, "id": f"UNTOLD-{number}", "orderNumber": f"UNTOLD-{number}", "modified": changed}
        day.simulators.omnium("PUT", f"/_sim/orders/{order['id']}", order)
    day.suite.cli_checked("tasks", "run", "OmniumOrderPoll", "--tenant", TENANT_UID)
    told(firing, "FlowOmniumEventsMissed", tenant=TENANT_UID, task="OmniumOrderPoll")


def test_events_of_a_tenant_that_is_off_are_told_until_it_is_on_again(day: Scene, firing: Firing) -> None:
    day.suite.cli_checked("tenants", "deactivate", TENANT_UID, "--yes")

    def is_told() -> bool:
        """The gateway learns of it a moment later: the first event may still be taken."""
        touch(day, "DEMO-1002")
        return any(one["alertname"] == "FlowOmniumEventsOfInactiveTenant" for one in firing())

    awaited("it is told", is_told, 30)
    day.suite.cli_checked("tenants", "activate", TENANT_UID, "--catch-up")


def test_an_index_that_somebody_changed_is_told_until_it_is_mended(
    day: Scene,
    own_infrastructure: Infrastructure,
    firing: Firing,
    panels: Asked,
    selectors: Asked,
    ask: Ask,
) -> None:
    with MongoClient[dict[str, Any]](own_infrastructure.mongodb_url) as client:
        database = client[day.suite.environment["MONGODB_DATABASE"]]
        database.command("collMod", "jobs", index={"name": "retention", "expireAfterSeconds": 10**7})
    told(firing, "FlowOmniumSchemaDiffers", object="index jobs.retention", option="expireAfterSeconds")
    assert unanswered(only("flow_omnium_schema_differences", {**panels, **selectors}), ask) == {}

    assert "expireAfterSeconds was 10000000" in day.suite.cli_checked("schema", "apply")
    over(firing, "FlowOmniumSchemaDiffers")


def test_a_tenant_without_a_token_is_told_until_omnium_grants_one(day: Scene, firing: Firing) -> None:
    day.simulators.omnium("POST", "/_sim/users", {"clientId": "demo", "clientSecret": "expired"})
    day.simulators.omnium("POST", "/_sim/tokens/revoke")
    touch(day, "DEMO-1002")
    told(firing, "FlowOmniumTokenRefreshFailing", tenant=TENANT_UID)
    assert "TokenUnavailable" in day.suite.cli_checked(
        "jobs", "list", "--tenant", TENANT_UID, "--all-states", "--json"
    )

    user = {"clientId": "demo", "clientSecret": day.tenant.omnium_secret}
    day.simulators.omnium("POST", "/_sim/users", user)
    over(firing, "FlowOmniumTokenRefreshFailing")


def test_tokens_that_omnium_refuses_right_away_are_told(day: Scene, firing: Firing) -> None:
    always = {"route": "/api/Orders*", "kind": "status", "status": 401, "count": 1000}
    day.simulators.omnium("POST", "/_sim/faults", always)
    touch(day, "DEMO-1002")
    told(firing, "FlowOmniumTokenStopped", tenant=TENANT_UID)
    day.simulators.omnium("DELETE", "/_sim/faults")


def test_a_ledger_that_is_down_is_told_by_every_service(
    day: Scene, own_infrastructure: Infrastructure, firing: Firing
) -> None:
    own_infrastructure.database.kill()
    for service in day.suite.services:
        told(firing, "FlowOmniumLedgerDown", job=service.name)

    own_infrastructure.database.start()
    over(firing, "FlowOmniumLedgerDown")


def test_a_broker_whose_metrics_are_not_read_is_told_until_they_are(
    day: Scene, own_infrastructure: Infrastructure, firing: Firing
) -> None:
    assert day.suite.gateway.running
    broker = broker_of(own_infrastructure)
    broker.control("eval", "application:stop(rabbitmq_prometheus).")
    told(firing, "FlowOmniumBrokerNotScraped")

    broker.control("eval", "application:start(rabbitmq_prometheus).")
    over(firing, "FlowOmniumBrokerNotScraped")


def test_rows_that_were_set_aside_are_told(day: Scene, firing: Firing) -> None:
    assert day.suite.gateway.running
    told(firing, "FlowOmniumRowsSetAside", tenant=TENANT_UID, kind="product")
    day.simulators.flow("DELETE", "/_sim/faults")


def test_a_system_that_answers_nothing_is_told_until_it_is_back(day: Scene, firing: Firing) -> None:
    silence = {"route": "*", "kind": "status", "status": 503, "count": 100_000}
    day.simulators.flow("POST", "/_sim/faults", silence)
    for order_id in ("DEMO-1002", "UNTOLD-0", "UNTOLD-1", "UNTOLD-2"):
        touch(day, order_id)
    told(firing, "FlowOmniumCircuitOpen", tenant=TENANT_UID, system="flow")

    day.simulators.flow("DELETE", "/_sim/faults")
    over(firing, "FlowOmniumCircuitOpen")


def test_after_these_troubles_nothing_is_left_that_was_never_answered(
    day: Scene, panels: Asked, selectors: Asked, ask: Ask
) -> None:
    assert day.suite.gateway.running
    left = {
        name: expr for mark in AFTER_TROUBLE for name, expr in only(mark, {**panels, **selectors}).items()
    }
    asked_above = {"ALERTS": "gone again", "flow_omnium_schema_differences": "likewise"}
    assert unanswered(without(asked_above, left), ask) == {}


def test_every_alert_has_fired_or_has_an_answer_that_its_limit_is_held_against(
    day: Scene, rules: Sequence[Rule], ask: Ask
) -> None:
    assert day.suite.gateway.running
    asked = {rule["alert"]: f"{compared(rule['expr'])}\nor {has_fired(rule['alert'])}" for rule in rules}
    assert unanswered(without(NEVER, asked), ask) == {}


def compared(expr: str) -> str:
    """The expression with 0 or 1 for each side of a limit, where it would else be empty below it."""
    return COMPARED.sub(r" \1 bool ", expr)


def has_fired(alert: str) -> str:
    return f'count_over_time(ALERTS{{alertname="{alert}",alertstate="firing"}}[15m])'


def without(marks: Mapping[str, str], asked: Asked) -> Asked:
    return {name: expr for name, expr in asked.items() if not any(mark in expr for mark in marks)}


def only(mark: str, asked: Asked) -> Asked:
    """What has that mark; there is something, or the mark is of no use any more."""
    found = {name: expr for name, expr in asked.items() if mark in expr}
    assert found, mark
    return found


def unanswered(asked: Asked, ask: Ask) -> Asked:
    """What has no answer, or only ones that are no number; rates need a moment."""
    left = dict(asked)

    def answered() -> bool:
        for name in [name for name, expr in left.items() if is_answered(ask(expr))]:
            del left[name]
        return not left

    wait_until(answered, PATIENCE_SECONDS)
    return left


def is_answered(samples: Sequence[Mapping[str, Any]]) -> bool:
    return any(not math.isnan(float(sample["value"][1])) for sample in samples)


def told(firing: Firing, alert: str, **labels: str) -> None:
    wanted = {"alertname": alert, **labels}.items()
    awaited(f"{alert} fires for {labels}", lambda: any(wanted <= one.items() for one in firing()), 30)


def over(firing: Firing, alert: str) -> None:
    awaited(f"{alert} is over", lambda: all(one["alertname"] != alert for one in firing()), 30)


def broker_of(infrastructure: Infrastructure) -> Broker:
    assert isinstance(infrastructure.broker, Broker)
    return infrastructure.broker


def receive_goods(scene: Scene, order: str) -> None:
    """Let the shop buy something and receive it, of which Flow sends an event."""
    item = {"purchaseOrderItemUid": "lost-1", "quantity": 100}
    bought = {"items": [{**item, "productUid": "LACES", "sku": "LACES"}]}
    for act, fields in (("purchase", bought), ("receive", {"items": [item]})):
        body = {"act": act, "storeUid": "oslo", "purchaseOrderUid": order, **fields}
        scene.simulators.flow("POST", f"/_sim/tenants/{TENANT_UID}/shop", body)


def touch(scene: Scene, order_id: str) -> None:
    """Let Omnium send an event of an order that it has."""
    orders = scene.simulators.omnium("GET", "/_sim/orders")
    scene.place(next(order for order in orders if order["id"] == order_id))


async def publish_rubbish(url: str) -> None:
    async with BrokerPublisher(url, name="tests", queues=work_queues(ORDER_QUEUE)) as publisher:
        await publisher.wait_connected()
        await publisher.publish(ORDER_QUEUE, b"rubbish", {})


async def empty(url: str, queue: str) -> None:
    assert [body async for body, _ in fetch_all(url, queue)] == [b"rubbish"]
