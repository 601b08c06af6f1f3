"""One web order, one trace: from the webhook through the queue and a failed attempt to every call; and no secret in it."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from flow_omnium.testing.trace_receiver import SeenSpan, TraceReceiver
from local_stack.demo.tenant import TENANT_UID
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, awaited, play
from local_stack.suite import ENCRYPTION_KEYS

SAMPLES = Path(__file__).parents[1] / "samples" / "inbound-order"
ORDER_ID = "traced-order"
QUEUE = "external_order_sync"
PROCESS = f"process {QUEUE}"
EVENTS = "POST /v1/tenants/{tenantUid}/omnium/events"
MESSAGING = {
    "messaging.system": "rabbitmq",
    "messaging.operation.name": "process",
    "messaging.operation.type": "process",
    "messaging.destination.name": QUEUE,
    "messaging.rabbitmq.destination.routing_key": QUEUE,
}


@dataclass(frozen=True)
class Told:
    """What the services exported, the job that they worked on, and what must not be in it."""

    spans: list[SeenSpan]
    bodies: list[bytes]
    trace: str
    secrets: dict[str, str]
    metrics: str

    def named(self, name: str) -> list[SeenSpan]:
        return [span for span in self.spans if span.trace == self.trace and span.name == name]

    @property
    def attempts(self) -> list[SeenSpan]:
        found = self.named(PROCESS)
        return sorted(found, key=lambda span: span.attributes["flow_omnium.attempt"])


@pytest.fixture(scope="module")
def told(infrastructure: Infrastructure) -> Iterator[Told]:
    """Live through one order whose first attempt fails, with secrets in every place where a fool could put them."""
    with TraceReceiver() as receiver:
        settings = {
            "MONGODB_DATABASE": f"e2e_{uuid.uuid4().hex[:12]}",
            "RETRY_UNIT_SECONDS": "0.1",
            "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        with play(infrastructure, settings) as scene:
            secrets = secrets_of(scene)
            knock(scene, secrets)
            live(scene, secrets)
            trace = trace_of_job(scene)
            metrics = "".join(metrics_of(service.base_url) for service in scene.suite.services)
            scene.suite.stop()
        yield Told(list(receiver.spans), receiver.bodies, trace, secrets, metrics)


def secrets_of(scene: Scene) -> dict[str, str]:
    environment, tenant = scene.suite.environment, scene.tenant
    return {
        "Omnium's client secret": tenant.omnium_secret,
        "Flow's token": tenant.flow_token,
        "the webhook secret": tenant.webhook_secret,
        "the internal key": environment["INTERNAL_API_KEY"],
        **{name: environment[name] for name in ENCRYPTION_KEYS},
        "the database's address": environment["MONGODB_URL"],
    }


def knock(scene: Scene, secrets: dict[str, str]) -> None:
    gateway = scene.suite.gateway.base_url
    for secret in secrets.values():
        written = quote(secret, safe="")
        send(f"{gateway}/v1/tenants/{TENANT_UID}/omnium/events?secret={written}", secret)
        send(f"{gateway}/v1/tenants/{written}/flow/events", secret)


def send(url: str, secret: str) -> None:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=10)
    headers = {"Authorization": f"Bearer {secret}", "traceparent": quote(secret, safe="")}
    try:
        connection.request("POST", f"{parts.path}?{parts.query}", json.dumps({"secret": secret}), headers)
        connection.getresponse().read()
    finally:
        connection.close()


def metrics_of(address: str) -> str:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=10)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def live(scene: Scene, secrets: dict[str, str]) -> None:
    scene.simulators.omnium("POST", "/_sim/tokens/revoke")
    echo = json.dumps({"message": " ".join(secrets.values())})
    fault = {"method": "POST", "route": "*/orders", "kind": "status", "status": 503, "count": 1, "body": echo}
    scene.simulators.flow("POST", "/_sim/faults", fault)
    scene.place(an_order())
    awaited("the order stands in the shop", lambda: scene.order_in_shop(ORDER_ID))
    awaited("its job is done", lambda: [job for job in scene.jobs(ORDER_ID) if job["state"] == "done"])


def an_order() -> dict[str, Any]:
    order: dict[str, Any] = json.loads((SAMPLES / "online" / "omnium.json").read_text(encoding="utf-8"))
    for shipment in order["orderForm"]["shipments"] or []:
        shipment |= {"warehouseCode": "oslo", "pickUpWarehouseCode": "oslo"}
    return order | {"id": ORDER_ID, "orderNumber": ORDER_ID, "storeId": "web"}


def trace_of_job(scene: Scene) -> str:
    """The id that the operator finds in the log: what the trace is looked up by."""
    lines = [json.loads(line) for line in scene.suite.order_sync.output.splitlines() if '"jobId"' in line]
    traces = {line["traceId"] for line in lines if line["key"] == ORDER_ID}
    assert len(traces) == 1
    return str(traces.pop())


def test_the_webhook_begins_the_trace(told: Told) -> None:
    (request,) = told.named(EVENTS)

    assert (request.service, request.kind) == ("webhook-gateway", "SERVER")
    assert request.attributes["http.response.status_code"] == 202


def test_its_job_is_published_below_it_and_again_for_the_retry(told: Told) -> None:
    (request,) = told.named(EVENTS)
    published = [span for span in told.spans if span.trace == told.trace and span.kind == "PRODUCER"]

    assert {span.parent for span in published} == {request.id}
    assert [(span.service, span.name) for span in published] == [
        ("webhook-gateway", f"publish {QUEUE}"),
        ("order-sync", f"publish {QUEUE}.wait.200"),
    ]
    assert {span.attributes["messaging.operation.type"] for span in published} == {"send"}


def test_every_attempt_is_in_the_trace_and_names_the_one_before(told: Told) -> None:
    (request,) = told.named(EVENTS)
    first, second = told.attempts

    assert [first.parent, second.parent] == [request.id, request.id]
    assert (first.is_failed, first.attributes["error.type"], first.links) == (True, "Unavailable", ())
    assert (second.is_failed, second.links) == (False, (first.id,))
    assert second.kind == "CONSUMER"
    assert MESSAGING.items() <= second.attributes.items()
    assert [span.attributes["flow_omnium.outcome"] for span in (first, second)] == ["failed", "done"]


def test_every_call_is_below_its_attempt(told: Told) -> None:
    first, second = told.attempts
    creations = told.named("POST /tenants/{tenantUid}/stores/{storeUid}/orders")

    assert [(span.parent, span.kind) for span in creations] == [(first.id, "CLIENT"), (second.id, "CLIENT")]
    assert [span.attributes["http.response.status_code"] for span in creations] == [503, 201]
    assert [span.attributes.get("error.type") for span in creations] == ["503", None]
    assert {span.attributes["server.address"] for span in creations} == {"127.0.0.1"}
    assert {span.attributes["peer.service"] for span in below(told, second)} >= {"flow", "omnium"}


def test_the_token_manager_is_in_the_trace(told: Told) -> None:
    mine = {span.id: span for span in told.spans if span.trace == told.trace}
    asked = [span for span in mine.values() if (span.service, span.kind) == ("token-manager", "SERVER")]

    assert {mine[span.parent].service for span in asked} == {"order-sync"}
    assert {mine[span.parent].kind for span in asked} == {"CLIENT"}


def test_the_request_for_a_token_is_seen_by_its_path_alone(told: Told) -> None:
    granted = [span for span in told.spans if span.name == "POST /api/token"]

    assert granted
    assert {tuple(sorted(span.attributes)) for span in granted} == {
        ("http.request.method", "peer.service", "url.template")
    }


def test_the_database_s_commands_are_seen_without_what_they_say(told: Told) -> None:
    commands = [span for span in told.spans if span.attributes.get("db.system") == "mongodb"]
    mine = [span for span in commands if span.trace == told.trace]

    assert mine
    assert all(" " not in str(span.attributes["db.statement"]) for span in commands)
    assert all(span.parent for span in commands)


def test_nobody_s_health_is_traced(told: Told) -> None:
    assert not [span for span in told.spans if "/metrics" in span.name or "/readyz" in span.name]


@pytest.mark.parametrize("way", ["as it is", "in a URL"])
def test_no_secret_stands_in_a_trace(told: Told, way: str) -> None:
    everything = b"".join(told.bodies)
    written = {
        name: secret if way == "as it is" else quote(secret, safe="") for name, secret in told.secrets.items()
    }

    assert len(everything) > 10_000
    assert [name for name, secret in written.items() if secret.encode() in everything] == []
    assert b"?secret=" not in everything


@pytest.mark.parametrize(
    "person", [ORDER_ID, "c-77", "Kari", "Nordmann", "kari@example.no", "90000001", "Storgata"]
)
def test_no_trace_and_no_metric_leads_to_a_person(told: Told, person: str) -> None:
    assert 'flow_omnium_jobs_total{kind="inbound-order"' in told.metrics
    assert person not in told.metrics
    everything = b"".join(told.bodies)
    assert person.encode() not in everything
    assert quote(person, safe="").encode() not in everything


def below(told: Told, top: SeenSpan) -> list[SeenSpan]:
    return [span for span in told.spans if span.parent == top.id and "peer.service" in span.attributes]
