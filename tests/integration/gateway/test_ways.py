"""An event goes straight to its handler, or by the framework's search for a route; nobody can tell which."""

import asyncio
import re
from collections.abc import Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestClient

from flow_omnium.runtime.health import HEALTH
from flow_omnium.testing.served import Served

Application = Callable[..., web.Application]

STRAIGHT = "/v1/tenants/acme/omnium/events"
SEARCHED = "/v1/tenants/acme/omnium/events?by=search"
SECRET = "Authorization: Bearer acme-webhook-secret\r\n"
UNWANTED = b'{"className": "Note", "objectId": "1"}'
REQUESTS = {
    "an event": (SECRET, UNWANTED, b"202"),
    "the connection's last event": (f"{SECRET}Connection: close\r\n", UNWANTED, b"202"),
    "no event": (SECRET, b"nonsense", b"400"),
    "a stranger": ("", UNWANTED, b"401"),
    "an expectation": (f"{SECRET}Expect: 100-continue\r\n", UNWANTED, b"202"),
}
ROUTE = '{code="202",method="POST",route="/v1/tenants/{tenantUid}/omnium/events"}'


PROBE = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def request_of(path: str, headers: str, body: bytes, version: str) -> bytes:
    """Return a request, and on a connection that goes on a probe behind it."""
    head = f"POST {path} HTTP/{version}\r\nHost: x\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    goes_on = version == "1.1" and "close" not in headers
    return head.encode() + body + (PROBE if goes_on else b"")


async def answer_to(server: BaseTestServer, request: bytes) -> bytes:
    """Return all that comes back until the connection ends, but for the time."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(request)
    answered = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return re.sub(rb"Date: [A-Z][^\r]+ GMT\r\n", b"Date: now\r\n", answered)


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
async def test_both_ways_lead_to_the_same_bytes(on_fakes: Application, name: str, version: str) -> None:
    headers, body, status = REQUESTS[name]
    async with Served(on_fakes()) as server:
        straight, searched = [
            await answer_to(server, request_of(path, headers, body, version)) for path in (STRAIGHT, SEARCHED)
        ]

    assert straight == searched
    assert b" %b " % status in straight
    assert b"Date: now\r\n" in straight


async def test_both_ways_are_counted_as_one_route(on_fakes: Application) -> None:
    async with TestClient(Served(on_fakes())) as client:
        for path in (STRAIGHT, SEARCHED, "/v1/tenants/%61cme/omnium/events"):
            headers = {"Authorization": "Bearer acme-webhook-secret"}
            assert (await client.post(path, data=UNWANTED, headers=headers)).status == 202

        metrics = await (await client.get("/metrics")).text()

    assert f"flow_omnium_http_requests_total{ROUTE} 3.0" in metrics


@pytest.mark.parametrize("path", ["/v1/tenants/acme/others/events", "/v1/tenants/a.b/omnium/events", "/v1"])
async def test_a_path_that_is_none_of_the_routes_is_not_found(on_fakes: Application, path: str) -> None:
    async with TestClient(Served(on_fakes())) as client:
        assert (await client.post(path, data=UNWANTED)).status == 404
        assert (await client.get(STRAIGHT)).status == 405


async def test_an_answer_to_what_came_before_the_end_is_the_last_of_its_connection(
    on_fakes: Application,
) -> None:
    app = on_fakes()
    async with TestClient(Served(app)) as client:
        before = await client.post(STRAIGHT, data=held_back(app), headers=authorized())
        after = await client.post(STRAIGHT, data=UNWANTED, headers=authorized())

    assert [one.headers.get("Connection") for one in (before, after)] == ["close", "close"]
    assert before.status == after.status == 202


def authorized() -> dict[str, str]:
    return {"Authorization": "Bearer acme-webhook-secret"}


async def held_back(app: web.Application):  # type: ignore[no-untyped-def]
    """Send a body whose end comes after the service was told to stop."""
    yield UNWANTED[:5]
    await asyncio.sleep(0.05)
    await app[HEALTH].drain(0)
    yield UNWANTED[5:]
