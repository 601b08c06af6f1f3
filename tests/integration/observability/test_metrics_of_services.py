"""Real processes serve what the page lists, and label it with nothing that grows."""

import re
import uuid
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection

import pytest
from docs.generator.metrics_page import PARTS_BY_SERVICE, definitions
from prometheus_client.parser import text_string_to_metric_families

from flow_omnium.runtime.metrics import PREFIX
from local_stack.infrastructure import Infrastructure
from local_stack.liveness import wait_until
from local_stack.scene import Scene, awaited, play
from local_stack.web_console import web_console

ORDER_ID = "an-order-with-an-id-of-its-own"


@pytest.fixture(scope="module")
def scene(emptied_broker: Infrastructure) -> Iterator[Scene]:
    settings = {
        "MONGODB_DATABASE": f"metrics_{uuid.uuid4().hex[:12]}",
        "RELAY_INTERVAL_SECONDS": "0.5",
        "RETRY_UNIT_SECONDS": "0.1",
    }
    with play(emptied_broker, settings) as running:
        running.simulators.omnium("PUT", f"/_sim/orders/{ORDER_ID}?event=true", {"id": ORDER_ID})
        awaited(
            "the job has had an attempt", lambda: [job for job in running.jobs(ORDER_ID) if job["attempts"]]
        )
        yield running


@pytest.fixture(scope="module")
def addresses(scene: Scene) -> Iterator[Mapping[str, str]]:
    """Where each service is, the web console among them."""
    with web_console(scene.suite).service as console:
        yield {part.name: part.base_url for part in (*scene.suite.services, console)}


def served(addresses: Mapping[str, str], service: str) -> str:
    connection = HTTPConnection(addresses[service].removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/metrics")
        return connection.getresponse().read().decode()
    finally:
        connection.close()


def families(text: str) -> dict[str, str]:
    """Our metrics by name, with their type."""
    found = text_string_to_metric_families(text)
    return {
        f"{family.name}_total" if family.type == "counter" else family.name: family.type
        for family in found
        if family.name.startswith(PREFIX)
    }


@pytest.mark.parametrize("service", PARTS_BY_SERVICE)
def test_a_service_serves_just_what_the_page_lists(addresses: Mapping[str, str], service: str) -> None:
    listed = {definition.name: definition.kind for definition in definitions(PARTS_BY_SERVICE[service])}

    assert families(served(addresses, service)) == listed


@pytest.mark.parametrize("service", PARTS_BY_SERVICE)
def test_no_id_stands_in_a_label_and_no_series_tells_when_it_was_made(
    addresses: Mapping[str, str], service: str
) -> None:
    text = served(addresses, service)

    assert ORDER_ID not in text
    assert re.findall(r"[0-9a-f]{32}", text) == []
    assert f"{PREFIX}http_requests_created" not in text


def test_one_worker_leads_and_tells_the_backlog(addresses: Mapping[str, str]) -> None:
    workers = ("order-sync", "receivement-sync", "catalog-sync")

    def telling() -> list[str]:
        return [name for name in workers if f"{PREFIX}jobs_pending{{" in served(addresses, name)]

    assert wait_until(lambda: len(telling()) == 1, 10)
    (leader,) = telling()
    assert f"{PREFIX}relay_leads 1.0" in served(addresses, leader)


def test_a_worker_is_subscribed_and_the_downstream_calls_are_counted_by_route(
    addresses: Mapping[str, str],
) -> None:
    text = served(addresses, "order-sync")

    assert f'{PREFIX}consuming{{queue="external_order_sync"}} 1.0' in text
    assert f'{PREFIX}downstream_requests_total{{code="200",method="GET",route="/api/Orders' in text
