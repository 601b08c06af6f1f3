"""What the pages of a tenant ask of others: a test event of the gateway, a token of the token-manager."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from pydantic import AnyHttpUrl

from admin_console.testing.settings import console_settings
from admin_console.testing.visiting import Visiting
from admin_console.web.settings import ConsoleSettings
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.senders import TEST_HEADER
from flow_omnium.testing.served import Served
from local_stack.infrastructure import Infrastructure

pytestmark = pytest.mark.usefixtures("tenants")


@dataclass
class Neighbours:
    """The gateway and the token-manager in one."""

    status: int = 202
    events: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def event(self, request: web.Request) -> web.Response:
        self.events.append((request.path, dict(request.headers), await request.json()))
        return web.json_response({"outcome": "ignored"}, status=self.status)

    async def token(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        version = 7 if request.method == "GET" else 8
        token = {"accessToken": "a-token-of-omnium", "expiresAt": "2030-01-01T00:00:00Z", "version": version}
        return web.json_response(token)


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours()


@pytest.fixture
async def address(neighbours: Neighbours) -> AsyncIterator[AnyHttpUrl]:
    app = web.Application()
    app.router.add_post("/v1/tenants/acme/omnium/events", neighbours.event)
    app.router.add_get("/v1/tenants/acme/token", neighbours.token)
    app.router.add_post("/v1/tenants/acme/token/refresh", neighbours.token)
    async with Served(app) as server:
        yield AnyHttpUrl(str(server.make_url("/")))


@pytest.fixture
def settings(infrastructure: Infrastructure, database: Database, address: AnyHttpUrl) -> ConsoleSettings:
    url = infrastructure.database.url_of("web-console")
    return console_settings(url, database.name, console_gateway_url=address, token_manager_url=address)


async def test_a_test_event_shows_a_secret_of_the_tenant_and_says_that_it_is_one(
    visit: Visiting, neighbours: Neighbours
) -> None:
    page = await visit("integrator").post("/tenants/acme/webhooks/test")
    assert page.status == 200
    assert "would take an event" in page.text
    ((path, headers, _),) = neighbours.events
    assert path == "/v1/tenants/acme/omnium/events"
    assert headers["Authorization"] == "Bearer a-webhook-secret-that-is-not-a-secret"
    assert TEST_HEADER in headers


@pytest.mark.parametrize(
    ("status", "said"), [(401, "does not know the secret"), (403, "not active"), (500, "HTTP 500")]
)
async def test_what_keeps_events_out_is_told(
    visit: Visiting, neighbours: Neighbours, status: int, said: str
) -> None:
    neighbours.status = status
    page = await visit("integrator").post("/tenants/acme/webhooks/test")
    assert said in page.text


async def test_the_addresses_are_whole(visit: Visiting, address: AnyHttpUrl) -> None:
    page = await visit("viewer").get("/tenants/acme/webhooks")
    for sender in ("omnium", "flow"):
        assert f"{str(address).rstrip('/')}/v1/tenants/acme/{sender}/events" in page.text


async def test_a_token_is_renewed_and_shown_nowhere(visit: Visiting, neighbours: Neighbours) -> None:
    browser = visit("operator")
    done = await browser.post("/tenants/acme/token")
    assert (done.status, done.location) == (303, "/tenants/acme/token")
    assert neighbours.asked[-1] == "/v1/tenants/acme/token/refresh"
    page = await browser.get("/tenants/acme/token")
    assert "version 8" in page.text
    assert "a-token-of-omnium" not in page.text
