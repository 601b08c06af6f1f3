"""Starting the simulators inside a test, on free ports, and talking to them."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from simulators.documents import Document, encode
from simulators.flow.app import create_flow_app
from simulators.flow.state import FlowState
from simulators.omnium.app import create_omnium_app
from simulators.omnium.config import OmniumConfig
from simulators.omnium.state import OmniumState
from simulators.omnium.tokens import ApiUser

R = TypeVar("R")

POLL_SECONDS = 0.005
PATIENCE_SECONDS = 5.0
LARGE_BYTES = 1_000_000
SECRET = "made-up"  # noqa: S105 - a made-up secret of a stand-in


class Answer(NamedTuple):
    """What came back from a call."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


@dataclass
class Api:
    """Calls one simulator; `headers` go with every call."""

    url: str
    session: aiohttp.ClientSession
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def token(self) -> str:
        """The token that goes with every call."""
        return self.headers["Authorization"].removeprefix("Bearer ")

    async def call(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Make a call with a JSON body."""
        data = None if body is None else _payload(encode(body))
        sent = {"Content-Type": "application/json", **self.headers, **headers}
        async with self.session.request(method, self.url + path, data=data, headers=sent) as answer:
            return Answer(answer.status, await answer.text(), answer.headers)

    async def get(self, path: str) -> Answer:
        """GET a path."""
        return await self.call("GET", path)

    async def post(self, path: str, body: object = None) -> Answer:
        """POST to a path."""
        return await self.call("POST", path, body)

    async def put(self, path: str, body: object = None) -> Answer:
        """PUT to a path."""
        return await self.call("PUT", path, body)

    async def patch(self, path: str, body: object = None) -> Answer:
        """PATCH a path."""
        return await self.call("PATCH", path, body)

    async def delete(self, path: str) -> Answer:
        """DELETE a path."""
        return await self.call("DELETE", path)


def _payload(body: bytes) -> bytes | io.BytesIO:
    """A large body is sent in parts: as a whole it would hold up the event loop, of which the client warns."""
    return body if len(body) < LARGE_BYTES else io.BytesIO(body)


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[Api]:
    """Serve an app on a free port; connections are not kept, so that no client library repeats a call."""
    async with (
        TestServer(app) as server,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as session,
    ):
        yield Api(str(server.make_url("")).rstrip("/"), session)


@asynccontextmanager
async def running_omnium(state: OmniumState | None = None) -> AsyncIterator[Api]:
    """Run an Omnium with one API user, whose token goes with every call; new orders are not Queued."""
    started = state or OmniumState(config=OmniumConfig.model_validate({"queuedSeconds": 0}))
    started.tokens.add_user(ApiUser("tester", SECRET))
    async with served(create_omnium_app(started)) as api:
        token = started.tokens.issue("tester", SECRET, started.config.token_lifetime_seconds)
        api.headers["Authorization"] = f"Bearer {token}"
        yield api


@asynccontextmanager
async def running_flow(state: FlowState | None = None) -> AsyncIterator[Api]:
    """Run a Flow with the tenant `acme`: a store `oslo`, a handling `collect`, a token for every call."""
    async with served(create_flow_app(state or FlowState())) as api:
        tenant = {
            "tenantUid": "acme",
            "apiToken": SECRET,
            "stores": ["oslo", "bergen"],
            "handlings": [{"handlingUid": "collect", "name": "Click & Collect"}],
        }
        await api.post("/_sim/tenants", tenant)
        api.headers["Authorization"] = f"Bearer {SECRET}"
        yield api


@dataclass
class Subscriber:
    """Receives events; `answers` are given in turn, then 202."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    events: list[Document] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        """Take one event."""
        self.events.append(await request.json())
        self.headers.append(request.headers)
        return web.Response(status=self.answers.pop(0) if self.answers else 202)


@asynccontextmanager
async def running_subscriber() -> AsyncIterator[Subscriber]:
    """Run a receiver of events."""
    subscriber, app = Subscriber(), web.Application()
    app.router.add_post("/events", subscriber.receive)
    async with TestServer(app) as server:
        subscriber.url = str(server.make_url("/events"))
        yield subscriber


async def eventually(check: Callable[[], Awaitable[R]]) -> R:
    """Poll until a check gives something true. Raises TimeoutError when it never does."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            found = await check()
            if found:
                return found
            await asyncio.sleep(POLL_SECONDS)


async def break_next(omnium: Api, flow: Api, method: str, route: str, kind: str) -> None:
    """Break the next call of a route, in whichever system has it; a PUT that the library repeats, twice.

    Raises ValueError if the simulator takes no such fault.
    """
    peer, prefix = (omnium, "") if route.startswith("/api") else (flow, "/v2")
    fault = {
        "method": method,
        "route": f"{prefix}{route}",
        "kind": kind,
        "status": 200 if kind == "html" else 503,
        "count": 2 if method == "PUT" and kind in ("reset", "written_no_answer") else 1,
    }
    answer = await peer.post("/_sim/faults", fault)
    if answer.status != HTTPStatus.CREATED:
        raise ValueError(answer.text)


def sample_order(order_id: str = "F-1", **fields: object) -> Document:
    """Make an Omnium order with one line of two pieces at 500, on one shipment."""
    line = {"lineItemId": "1", "code": "SKU1", "quantity": 2, "placedPrice": 500, "taxRate": 25}
    shipment = {"shipmentId": "1", "warehouseCode": "oslo", "lineItems": [line]}
    return {
        "id": order_id,
        "marketId": "NOR",
        "storeId": "oslo",
        "orderType": "Online",
        "status": "New",
        "billingCurrency": "NOK",
        "orderForm": {"lineItems": [line], "shipments": [shipment]},
        **fields,
    }
