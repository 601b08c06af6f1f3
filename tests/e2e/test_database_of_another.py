"""What whoever writes the database can, and cannot, do to a tenant: real processes, each with its own keys alone."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from local_stack.demo.tenant import TENANT_UID
from local_stack.infrastructure import Infrastructure
from local_stack.scene import Scene, awaited
from local_stack.service import Service

SAMPLE = Path(__file__).parents[1] / "samples" / "inbound-order" / "online" / "omnium.json"


class Thief:
    """A server that answers everybody, and remembers what it was sent."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        thief = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                thief.heard.append(f"{self.command} {self.path} {self.headers.get('Authorization')}")
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def thief() -> Iterator[Thief]:
    listening = Thief()
    yield listening
    listening.stop()


@contextmanager
def altered(scene: Scene, infrastructure: Infrastructure, settings: Mapping[str, Any]) -> Iterator[None]:
    """Write into the stored settings past the console, and take it back in the end."""
    with MongoClient[dict[str, Any]](infrastructure.mongodb_url) as client:
        tenants = client[scene.suite.environment["MONGODB_DATABASE"]]["tenants"]
        before = tenants.find_one({"_id": TENANT_UID})
        assert before is not None
        fields = {f"settings.{path}": value for path, value in settings.items()}
        tenants.update_one({"_id": TENANT_UID}, {"$set": fields, "$inc": {"revision": 1}})
        try:
            yield
        finally:
            tenants.replace_one({"_id": TENANT_UID}, {**before, "revision": before["revision"] + 2})


def readiness(service: Service) -> tuple[int, dict[str, Any]]:
    try:
        with urllib.request.urlopen(f"{service.base_url}/readyz", timeout=10) as answer:  # noqa: S310 - our own
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def failed(scene: Scene, key: str, error: str) -> dict[str, Any]:
    """The latest attempt of the key's job, once it failed so and the next one has not begun: it begins within moments."""

    def look() -> dict[str, Any] | None:
        for job in scene.jobs(key):
            found = [one for one in job["attempts"] if one.get("errorClass") == error]
            if found and job["state"] != "running":
                return {**found[-1], "state": job["state"]}
        return None

    return awaited(f"a job of {key} fails with {error}", look)


def done(scene: Scene, key: str) -> bool:
    return awaited(
        f"the job of {key} is done",
        lambda: any(job["state"] in {"done", "ignored"} for job in scene.jobs(key)),
        60,
    )


def order(key: str) -> dict[str, Any]:
    sample: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    for shipment in sample["orderForm"]["shipments"] or []:
        shipment |= {"warehouseCode": "oslo", "pickUpWarehouseCode": "oslo"}
    return sample | {"id": key, "orderNumber": key, "storeId": "web"}


def restarted(*services: Service) -> None:
    """A process that is killed and begins anew knows nothing but what is stored."""
    for service in services:
        service.kill()
        service.spawn()


def test_the_gateway_and_the_workers_hold_no_key_but_their_own(scene: Scene) -> None:
    def held(service: Service) -> set[str]:
        with open(f"/proc/{service.pid}/environ", encoding="utf-8") as environ:  # noqa: PTH123 - no file
            names = {entry.partition("=")[0] for entry in environ.read().split("\0")}
        return {name for name in names if name.endswith("ENCRYPTION_KEYS")}

    assert {service.name: held(service) for service in scene.suite.services} == {
        "webhook-gateway": set(),
        "order-sync": {"FLOW_ENCRYPTION_KEYS"},
        "receivement-sync": {"FLOW_ENCRYPTION_KEYS"},
        "catalog-sync": {"FLOW_ENCRYPTION_KEYS"},
        "token-manager": {"OMNIUM_ENCRYPTION_KEYS"},
    }


@pytest.mark.parametrize("system", ["flow", "omnium"])
def test_an_address_that_is_turned_elsewhere_is_sent_nothing(
    scene: Scene, infrastructure: Infrastructure, thief: Thief, system: str
) -> None:
    with altered(scene, infrastructure, {f"{system}.apiUrl": thief.origin}):
        restarted(scene.suite.order_sync)
        scene.place(order(f"turned-{system}"))
        attempt = failed(scene, f"turned-{system}", "DestinationRefused")

    assert attempt["state"] == "waiting"
    assert (
        f"tenant {TENANT_UID}: {system}.apiUrl: {thief.origin} is not among the origins" in attempt["message"]
    )
    assert thief.heard == []
    assert done(scene, f"turned-{system}")


def test_an_address_that_others_may_have_gets_no_secret_that_was_sealed_for_the_first(
    scene: Scene, infrastructure: Infrastructure, thief: Thief
) -> None:
    worker, token_manager = scene.suite.order_sync, scene.suite.token_manager
    allowed = {"FLOW_API_HOSTS": thief.origin, "OMNIUM_API_HOSTS": thief.origin}
    scene.suite.environment.update(allowed)
    try:
        with altered(scene, infrastructure, {"flow.apiUrl": thief.origin, "omnium.apiUrl": thief.origin}):
            restarted(token_manager, worker)
            scene.place(order("turned-within"))
            awaited("the token-manager names the tenant", lambda: names_it(token_manager))
            awaited("the worker names the tenant", lambda: names_it(worker))
            failed(scene, "turned-within", "TokenUnavailable")
        assert thief.heard == []
    finally:
        for name in allowed:
            del scene.suite.environment[name]
        for service in (token_manager, worker):
            service.stop()
            service.start()
    assert done(scene, "turned-within")


def names_it(service: Service) -> bool:
    try:
        _, body = readiness(service)
    except OSError:
        return False
    return TENANT_UID in json.dumps(body)


def test_what_another_version_has_stored_costs_no_event_and_is_named(
    scene: Scene, infrastructure: Infrastructure
) -> None:
    with altered(scene, infrastructure, {"polls": {"orders": "2m"}, "flow.ofNextYear": "fee"}):
        listed = scene.suite.cli_checked("tenants", "list", "--json")
        assert json.loads(listed)[0]["unknownKeys"] == ["flow.ofNextYear", "polls"]
        scene.place(order("newer"))
        assert done(scene, "newer")


def test_a_tenant_that_a_worker_cannot_read_keeps_its_events_and_is_named(
    scene: Scene, infrastructure: Infrastructure
) -> None:
    worker = scene.suite.order_sync
    with altered(scene, infrastructure, {"parameters.OMNIUM_CLICK_COLLECT_EXPIRY_DAYS": "soon"}):
        restarted(worker)  # one that has read it before goes on with what it read
        scene.place(order("odd"))
        attempt = failed(scene, "odd", "UnreadableTenant")
        assert names_it(worker)
        assert readiness(scene.suite.gateway)[0] == 200

    assert "OMNIUM_CLICK_COLLECT_EXPIRY_DAYS" in attempt["message"]
    assert done(scene, "odd")
