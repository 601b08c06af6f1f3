"""Requests are counted under what was declared, whatever the sender makes up."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from flow_omnium.runtime.dependencies import Dependencies
from flow_omnium.runtime.dependency_watch import DependencyWatch
from flow_omnium.runtime.health import add_health_routes
from flow_omnium.runtime.http_metrics import measuring
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.testing.polling import until

Client = TestClient[Any, Any]
REQUESTS = "flow_omnium_http_requests_total"
ORDERS = "/v1/orders/{order}"


class Served:
    """An application that is measured."""

    def __init__(self) -> None:
        self.registrar = Registrar()
        self.metrics = ServiceMetrics(self.registrar)
        self.app = web.Application(middlewares=[measuring(self.metrics)])
        self.app.add_routes([web.get(r"/v1/orders/{order:\w+}", _order)])
        add_health_routes(self.app, Dependencies(), self.registrar.registry)

    def counted(self, route: str, method: str, code: str) -> float | None:
        labels = {"route": route, "method": method, "code": code}
        return self.registrar.registry.get_sample_value(REQUESTS, labels)

    def routes(self) -> set[str]:
        families = self.registrar.registry.collect()
        return {
            sample.labels["route"]
            for family in families
            for sample in family.samples
            if sample.name == REQUESTS
        }


async def _order(request: web.Request) -> web.Response:
    if request.match_info["order"] == "broken":
        raise RuntimeError("a fault of ours")
    if request.match_info["order"] == "missing":
        raise web.HTTPNotFound
    return web.Response(status=202)


@pytest.fixture
async def served() -> AsyncIterator[tuple[Served, Client]]:
    subject = Served()
    async with TestClient(TestServer(subject.app)) as client:
        yield subject, client


async def test_a_route_is_its_template(served: tuple[Served, Client]) -> None:
    subject, client = served
    for order in ("1", "2"):
        await client.get(f"/v1/orders/{order}")

    assert subject.counted(ORDERS, "GET", "202") == 2
    assert subject.routes() == {ORDERS}


async def test_a_refusal_and_a_fault_of_ours_have_their_codes(served: tuple[Served, Client]) -> None:
    subject, client = served
    for order in ("missing", "broken"):
        await client.get(f"/v1/orders/{order}")

    assert (subject.counted(ORDERS, "GET", "404"), subject.counted(ORDERS, "GET", "500")) == (1, 1)


async def test_what_a_sender_makes_up_makes_no_series(served: tuple[Served, Client]) -> None:
    subject, client = served
    for number, method in enumerate(("PROPFIND", "LOCK", "PURGE")):
        await client.request(method, f"/wp-admin/{number}")

    assert subject.routes() == {"unmatched"}
    assert subject.counted("unmatched", "other", "404") == 3


async def test_a_dependency_and_the_loop_are_looked_at_all_the_time() -> None:
    registrar = Registrar()

    async def answers() -> None:
        return

    async def does_not() -> None:
        raise ConnectionError

    async with DependencyWatch({"database": answers, "broker": does_not}, ServiceMetrics(registrar)):

        async def is_seen() -> bool:
            value = registrar.registry.get_sample_value
            seen = [
                value("flow_omnium_dependency_up", {"dependency": name}) for name in ("database", "broker")
            ]
            return seen == [1, 0] and bool(value("flow_omnium_loop_lag_seconds_count"))

        assert await until("both are seen", is_seen)
