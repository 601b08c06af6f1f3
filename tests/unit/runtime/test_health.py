"""Ready is what can work, alive is what turns; what was told to stop says so on each connection."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from flow_omnium.runtime.dependencies import Dependencies, NamedFault, Ping
from flow_omnium.runtime.health import HEALTH, add_health_routes
from flow_omnium.runtime.metrics import Registrar

Client = TestClient[web.Request, web.Application]


async def answers() -> None:
    return


async def is_down() -> None:
    raise ConnectionError("nobody is there")


def dependencies(**pings: Ping) -> Dependencies:
    """A gateway's: tenants always, a broker or a database, and a log that nobody waits for."""
    given = {"tenants": answers, "broker": answers, "database": answers, "log": answers, **pings}
    return Dependencies(
        needs={"tenants": given["tenants"]},
        any_of={"broker": given["broker"], "database": given["database"]},
        informational={"log": given["log"]},
    )


async def asked(rests_on: Dependencies, path: str = "/readyz") -> tuple[int, list[str]]:
    async with TestClient(TestServer(app_on(rests_on))) as client:
        answer = await client.get(path)
        return answer.status, (await answer.json()).get("faults", [])


def app_on(rests_on: Dependencies) -> web.Application:
    app = web.Application()
    add_health_routes(app, rests_on, Registrar().registry)
    return app


@pytest.mark.parametrize(
    ("down", "status"),
    [
        ((), 200),
        (("broker",), 200),
        (("database",), 200),
        (("log",), 200),
        (("broker", "log"), 200),
        (("tenants",), 503),
        (("broker", "database"), 503),
    ],
)
async def test_a_service_is_ready_with_all_that_it_needs_and_one_of_what_replaces_one_another(
    down: tuple[str, ...], status: int
) -> None:
    assert await asked(dependencies(**dict.fromkeys(down, is_down))) == (status, list(down))


async def test_a_fault_that_can_be_named_is_named_and_a_note_is_no_fault() -> None:
    async def lacks_an_index() -> None:
        raise NamedFault("index jobs.one is missing", "index jobs.two is missing")

    rests_on = Dependencies(
        {"indexes": lacks_an_index}, notes={"schema": lambda: ["it is late"], "rest": list}
    )
    async with TestClient(TestServer(app_on(rests_on))) as client:
        answer = await client.get("/readyz")

        assert (answer.status, await answer.json()) == (
            503,
            {
                "status": "unavailable",
                "faults": ["indexes"],
                "details": {
                    "schema": ["it is late"],
                    "indexes": ["index jobs.one is missing", "index jobs.two is missing"],
                },
            },
        )


async def test_what_a_failure_says_is_told_to_nobody() -> None:
    async with TestClient(TestServer(app_on(dependencies(tenants=is_down)))) as client:
        assert "nobody is there" not in await (await client.get("/readyz")).text()


async def test_a_service_that_rests_on_nothing_is_ready() -> None:
    assert await asked(Dependencies()) == (200, [])


async def test_whatever_is_down_a_service_is_alive() -> None:
    everything = dict.fromkeys(("tenants", "broker", "database", "log"), is_down)
    assert await asked(dependencies(**everything), "/healthz") == (200, [])


async def test_what_is_noted_of_a_dependency_is_told_while_it_does_not_answer_too() -> None:
    rests_on = Dependencies({"tenants": is_down}, notes={"tenants": lambda: ["tenant acme: odd"]})
    async with TestClient(TestServer(app_on(rests_on))) as client:
        body = await (await client.get("/readyz")).json()
    assert (body["faults"], body["details"]) == (["tenants"], {"tenants": ["tenant acme: odd"]})


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = app_on(dependencies())
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_a_service_that_was_told_to_stop_serves_on_and_is_not_ready(client: Client) -> None:
    draining = asyncio.create_task(client.app[HEALTH].drain(30))
    await asyncio.sleep(0)
    ready = await client.get("/readyz")
    assert (ready.status, await ready.json()) == (503, {"status": "unavailable", "faults": ["stopping"]})
    assert (await client.get("/healthz")).status == 200
    draining.cancel()


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/nothing-of-ours"])
async def test_each_answer_is_then_the_last_of_its_connection(client: Client, path: str) -> None:
    assert "Connection" not in (await client.get(path)).headers
    await client.app[HEALTH].drain(0)
    answer = await client.get(path)
    assert answer.headers["Connection"] == "close"
    await answer.read()
    assert answer.connection is None
