"""Dashboards and alerts on the real thing: what they ask is answered after a day in the shop, and what breaks is told."""

import asyncio
import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import parked_queue, work_queues
from flow_omnium.jobs.kinds import ORDER_QUEUE, RECEIVEMENT_QUEUE
from flow_omnium.testing.broker import fetch_all
from local_stack.demo.tenant import TENANT_UID
from local_stack.infrastructure import Infrastructure
from local_stack.json_http import call
from local_stack.liveness import wait_until
from local_stack.scene import Scene, awaited

pytestmark = pytest.mark.timeout(150)

Ask = Callable[[str], Sequence[Mapping[str, Any]]]
Firing = Callable[[], Sequence[Mapping[str, str]]]

MONITORING = Path(__file__).parents[3] / "deploy" / "monitoring"
VARIABLES = {"$__rate_interval": "1m", "$tenant": TENANT_UID, "$service": ".*"}
SELECTOR = re.compile(r"\b(?:flow_omnium_\w+|rabbitmq_\w+|up)\b(?:\{[^}]*\})?")
PATIENCE_SECONDS = 20

EMPTY_BY_NATURE = {
    "ALERTS": "no alert fires",
    "flow_omnium_relay_republished_total": "nothing was lost",
    "flow_omnium_token_rejections_total": "Omnium took every token",
    'outcome!="minted"': "Omnium granted every token",
    'jobs_held_total{reason!="record"}': "no tenant was at its cap, and none was paused",
    'error="Unexpected"': "no code of ours failed",
    'outcome=~"unreadable|failed"': "every tenant could be read",
    'code=~"5.."': "the gateway took every event",
}
"""What has no series on a day on which it does not happen, by what marks the expression."""


BUSY_MACHINE = {"FlowOmniumLoopLag", "FlowOmniumPublishSlow"}
"""What may fire where everything runs on one machine that has other things to do: here it need not last ten minutes."""


def test_every_expression_of_every_dashboard_is_answered(day: Scene, ask: Ask) -> None:
    assert day.suite.gateway.running
    panels = [(file.stem, panel) for file in dashboards() for panel in json.loads(file.read_text())["panels"]]
    asked = {
        f"{page}: {panel['title']} {target['refId']}": with_values(target["expr"])
        for page, panel in panels
        for target in panel.get("targets", [])
    }
    assert len(asked) > 70
    assert unanswered(asked, ask) == {}


def test_whatever_an_alert_looks_at_is_there(day: Scene, ask: Ask) -> None:
    assert day.suite.gateway.running
    seen = {selector: selector for rule in rules() for selector in SELECTOR.findall(rule["expr"])}
    assert len(seen) > 30
    assert unanswered(seen, ask) == {}


def test_every_alert_can_be_evaluated_and_none_fires_on_such_a_day(day: Scene, prometheus: str) -> None:
    assert day.suite.gateway.running
    groups = call("GET", f"{prometheus}/api/v1/rules")["data"]["groups"]
    told = {rule["name"]: rule for group in groups for rule in group["rules"]}
    assert {name: rule["health"] for name, rule in told.items()} == {rule["alert"]: "ok" for rule in rules()}
    assert {name for name, rule in told.items() if rule["state"] != "inactive"} <= BUSY_MACHINE


def test_a_parked_message_is_told_until_it_is_gone(day: Scene, firing: Firing) -> None:
    url = day.suite.environment["AMQP_URL"]
    asyncio.run(publish_rubbish(url))
    told(firing, "FlowOmniumMessagesParked", queue=ORDER_QUEUE)

    assert "not JSON" in day.suite.cli_checked("parked", "list")
    asyncio.run(empty(url, parked_queue(ORDER_QUEUE)))
    over(firing, "FlowOmniumMessagesParked")


def test_a_stopped_worker_is_told_until_it_is_back(day: Scene, firing: Firing) -> None:
    day.suite.receivement_sync.stop()
    told(firing, "FlowOmniumServiceNotScraped", job="receivement-sync")
    told(firing, "FlowOmniumInstanceDown", job="receivement-sync")
    told(firing, "FlowOmniumQueueWithoutConsumer", queue=RECEIVEMENT_QUEUE)

    day.suite.receivement_sync.start()
    over(firing, "FlowOmniumServiceNotScraped")
    over(firing, "FlowOmniumQueueWithoutConsumer")


def test_a_tenant_without_a_token_is_told_until_omnium_grants_one(day: Scene, firing: Firing) -> None:
    day.simulators.omnium("POST", "/_sim/users", {"clientId": "demo", "clientSecret": "expired"})
    day.simulators.omnium("POST", "/_sim/tokens/revoke")
    touch(day, "DEMO-1002")
    told(firing, "FlowOmniumTokenRefreshFailing", tenant=TENANT_UID)
    assert "TokenUnavailable" in day.suite.cli_checked("jobs", "list", "--tenant", TENANT_UID, "--json")

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


def dashboards() -> Sequence[Path]:
    return sorted((MONITORING / "dashboards").glob("*.json"))


def rules() -> Sequence[Mapping[str, Any]]:
    groups = yaml.safe_load((MONITORING / "rules" / "flow-omnium.rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def with_values(expr: str) -> str:
    for variable, value in VARIABLES.items():
        expr = expr.replace(variable, value)
    return expr


def unanswered(asked: Mapping[str, str], ask: Ask) -> Mapping[str, str]:
    """What has no answer, or only ones that are no number, although it is not empty by nature; rates need a moment."""
    left = {name: expr for name, expr in asked.items() if not any(mark in expr for mark in EMPTY_BY_NATURE)}

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
