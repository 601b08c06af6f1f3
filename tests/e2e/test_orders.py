"""An Omnium order reaches the shop: real processes, real broker and database, events as Omnium sends them."""

import json
import re
import signal
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from local_stack.demo.tenant import TENANT_UID
from local_stack.json_http import text_of
from local_stack.scene import Scene, awaited
from local_stack.suite import ENCRYPTION_KEYS

SAMPLES = Path(__file__).parents[1] / "samples" / "inbound-order"
ODD_ORDERS = (
    "odd-dates-and-null-lists",
    "two-shipments",
    "no-customer",
    "business-customer",
    "decimals",
    "unsafe-characters",
    "order-level-discount",
)
FINISHED = {"clickandcollect": "PARKED", "online": "CONFIRMED", "onlineorder": "CONFIRMED"}


def sample(name: str, order_id: str) -> dict[str, Any]:
    order: dict[str, Any] = json.loads((SAMPLES / name / "omnium.json").read_text(encoding="utf-8"))
    stores = {"storeId": "web"}
    for shipment in order["orderForm"]["shipments"] or []:
        shipment |= {"warehouseCode": "oslo", "pickUpWarehouseCode": "oslo"}
    return order | {"id": order_id, "orderNumber": order_id} | stores


def arrived(scene: Scene, order: dict[str, Any]) -> dict[str, Any]:
    def finished() -> dict[str, Any] | None:
        found = scene.order_in_shop(order["orderNumber"])
        return found if found and found["orderState"] == FINISHED[order["orderType"].lower()] else None

    return awaited(f"order {order['id']} stands in the shop", finished)


@pytest.mark.parametrize("variant", ["A", "B", "C"])
def test_each_variant_of_omniums_event_brings_the_order_to_the_shop(scene: Scene, variant: str) -> None:
    order = sample("click-and-collect", f"variant-{variant}")
    scene.simulators.omnium("DELETE", "/_sim/subscriptions")
    scene.tenant.subscribe(scene.simulators, scene.suite, variant=variant)

    scene.place(order)

    assert arrived(scene, order)["orderhandlings"][0]["handlingUid"] == "pick-and-notify"


@pytest.mark.parametrize("name", ODD_ORDERS)
def test_odd_data_goes_through(scene: Scene, name: str) -> None:
    order = sample(name, f"odd-{name}")
    lines = [
        line for line in order["orderForm"]["lineItems"] if line["quantity"] > (line["canceledQuantity"] or 0)
    ]

    scene.place(order)

    assert len(arrived(scene, order)["items"]) == len(lines)


def test_an_order_is_made_once_however_many_events_come(scene: Scene) -> None:
    order = sample("online", "many-events")
    for _ in range(5):
        scene.place(order)
    arrived(scene, order)

    awaited(
        "all jobs have ended",
        lambda: all(job["state"] in {"done", "ignored"} for job in scene.jobs("many-events")),
    )
    routes = [route for _, route in scene.writes_to_flow("many-events")]
    assert len(routes) == len(set(routes)) + len(order["orderForm"]["lineItems"]) - 1


def test_a_shop_that_fails_for_a_while_gets_the_order_in_the_end(scene: Scene) -> None:
    order = sample("online", "flow-fails")
    fault = {"method": "POST", "route": "*/orders", "kind": "status", "status": 503, "count": 2}
    scene.simulators.flow("POST", "/_sim/faults", fault)

    scene.place(order)
    arrived(scene, order)

    (job,) = awaited(
        "the job is done", lambda: [job for job in scene.jobs("flow-fails") if job["state"] == "done"]
    )
    shown = json.loads(scene.suite.cli_checked("jobs", "show", job["_id"], "--json"))
    assert [attempt["outcome"] for attempt in shown["attempts"]] == ["failed", "failed", "done"]
    assert shown["attempts"][0]["httpStatus"] == 503


def test_what_a_vendor_says_of_a_person_is_neither_kept_nor_logged(scene: Scene) -> None:
    order = sample("online", "says-too-much")
    said = json.dumps({"message": "'Kari Nordmann' <kari@example.com>, +47 912 34 567, order 91234567"})
    fault = {"method": "POST", "route": "*/orders", "kind": "status", "status": 400, "count": 1, "body": said}
    scene.simulators.flow("POST", "/_sim/faults", fault)

    scene.place(order)
    arrived(scene, order)

    failed = done_job(scene, "says-too-much")["attempts"][0]
    assert failed["message"].endswith(
        """answered 400: {"message": "'***' <<e-mail>>, <phone>, order 91234567"}"""
    )
    assert not [text for text in ("Kari", "kari@", "912 34") if text in scene.suite.order_sync.output]


def test_a_token_that_omnium_revokes_is_replaced_without_a_failed_attempt(scene: Scene) -> None:
    order = sample("online", "revoked-token")
    scene.simulators.omnium("POST", "/_sim/tokens/revoke")

    scene.place(order)
    arrived(scene, order)

    (job,) = awaited(
        "the job is done", lambda: [job for job in scene.jobs("revoked-token") if job["state"] == "done"]
    )
    assert [attempt["outcome"] for attempt in job["attempts"]] == ["done"]


def done_job(scene: Scene, key: str) -> dict[str, Any]:
    (job,) = awaited("the job is done", lambda: [job for job in scene.jobs(key) if job["state"] == "done"])
    return job


def test_tokens_that_are_revoked_as_soon_as_they_serve_are_replaced_each_time(scene: Scene) -> None:
    for number in range(4):
        scene.simulators.omnium("POST", "/_sim/tokens/revoke")
        order = sample("online", f"revoked-again-{number}")
        scene.place(order)
        arrived(scene, order)
        attempts = done_job(scene, order["id"])["attempts"]
        assert [attempt["outcome"] for attempt in attempts] == ["done"]
    assert "refuses the tokens that it has just granted" not in scene.suite.token_manager.output


def test_a_worker_that_is_killed_in_the_middle_of_an_order_leaves_it_to_the_next(scene: Scene) -> None:
    order = sample("click-and-collect", "killed-worker")
    slow = {"method": "POST", "route": "*/items", "kind": "delay", "seconds": 2, "count": 1}
    scene.simulators.flow("POST", "/_sim/faults", slow)
    scene.place(order)
    awaited("the order has begun", lambda: scene.order_in_shop("killed-worker"))

    scene.suite.order_sync.kill()
    scene.suite.order_sync.start()

    assert len(arrived(scene, order)["items"]) == 2


def test_a_second_sigterm_ends_a_busy_worker_at_once_and_hands_its_job_to_the_next(scene: Scene) -> None:
    order = sample("click-and-collect", "second-sigterm")
    slow = {"method": "POST", "route": "*/items", "kind": "delay", "seconds": 15, "count": 1}
    scene.simulators.flow("POST", "/_sim/faults", slow)
    scene.place(order)
    awaited("the order has begun", lambda: scene.order_in_shop("second-sigterm"))
    worker = scene.suite.order_sync

    worker.signal(signal.SIGTERM)
    awaited("it has heard", lambda: "stopping" in worker.output)
    worker.signal(signal.SIGTERM)

    assert worker.wait(5) == 1
    worker.start()
    assert len(arrived(scene, order)["items"]) == 2


def test_an_order_that_no_event_told_is_brought_by_its_number_and_by_nothing_is_it_made_twice(
    scene: Scene,
) -> None:
    order = sample("online", "om-untold") | {"orderNumber": "untold-77"}
    scene.simulators.omnium("PUT", f"/_sim/orders/{order['id']}", order)
    sync = ("sync", "order", "untold-77", "--tenant", TENANT_UID, "--wait")

    told = scene.suite.cli(*sync)

    assert (told.returncode, told.stderr) == (0, "")
    made, ended, *changes = told.stdout.splitlines()
    (job,) = scene.jobs("om-untold")
    assert (made, ended) == (
        f"job {job['_id']}: inbound-order om-untold is queued",
        f"job {job['_id']}: done",
    )
    assert len(changes) > 2
    assert arrived(scene, order)["orderUid"] == "om-untold"

    writes = scene.writes_to_flow("om-untold")
    scene.place(order)  # the event comes after all
    again = scene.suite.cli(*sync)
    scene.await_quiet("both directions have ended")
    assert again.returncode == 0
    assert ": outbound-order om-untold is queued" in again.stdout
    assert scene.writes_to_flow("om-untold") == writes


def test_what_comes_for_a_deactivated_tenant_is_refused_counted_and_brought_by_hand(scene: Scene) -> None:
    order = sample("online", "refused")
    scene.simulators.omnium("PATCH", "/_sim/config", {"eventRetryDelaysSeconds": []})
    scene.suite.cli_checked("tenants", "deactivate", TENANT_UID, "--yes")
    awaited("the gateway knows it", lambda: event_status(scene) == HTTPStatus.FORBIDDEN)
    before = turned_away(scene)
    scene.place(order)
    awaited("its event was refused", lambda: turned_away(scene) > before)

    activated = scene.suite.cli("tenants", "activate", TENANT_UID, "--catch-up")

    queued = re.findall(r"reconciliation \w+ of (\w+) is queued", activated.stdout)
    assert (activated.returncode, queued) == (0, ["orders", "receipts", "receptions", "stock"])
    assert "events of that time were refused, and do not come again" in activated.stderr
    assert scene.jobs("refused") == []
    awaited("the gateway knows it", lambda: event_status(scene) == HTTPStatus.ACCEPTED)
    assert scene.suite.cli("sync", "order", "refused", "--tenant", TENANT_UID, "--wait").returncode == 0
    arrived(scene, order)
    scene.simulators.omnium("PATCH", "/_sim/config", {"eventRetryDelaysSeconds": [1, 5, 15]})


def event_status(scene: Scene) -> int:
    """What an event that needs no job is answered."""
    body = json.dumps({"className": "User", "category": "Updated", "objectId": "1"}).encode()
    url = f"{scene.suite.gateway.base_url}/v1/tenants/{TENANT_UID}/omnium/events"
    headers = {"Authorization": f"Bearer {scene.tenant.webhook_secret}"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - our own gateway
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own gateway
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def turned_away(scene: Scene) -> float:
    """How many events of an inactive tenant the gateway has counted."""
    lines = text_of(f"{scene.suite.gateway.base_url}/metrics").splitlines()
    counted = [line for line in lines if line.startswith("flow_omnium_gateway_events_turned_away_total{")]
    return sum(float(line.rpartition(" ")[2]) for line in counted if 'reason="inactive"' in line)


def test_every_service_stops_with_exit_code_0_on_sigterm(scene: Scene) -> None:
    for service in scene.suite.services:
        service.signal(signal.SIGTERM)

    assert [service.wait(10) for service in scene.suite.services] == [0, 0, 0, 0, 0]


def test_no_secret_of_the_run_stands_in_any_log(scene: Scene) -> None:
    tenant = scene.tenant
    secrets = [tenant.omnium_secret, tenant.flow_token, tenant.webhook_secret]
    secrets += [scene.suite.environment[name] for name in ("INTERNAL_API_KEY", *ENCRYPTION_KEYS)]

    logs = {service.name: service.log.read_text(encoding="utf-8") for service in scene.suite.services}

    assert all(logs.values())
    assert [(name, secret) for name, log in logs.items() for secret in secrets if secret in log] == []
