"""A gateway at its limit says so at once."""

import asyncio

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from flow_omnium.testing.polling import until
from webhook_gateway.backpressure import Backpressure, Limits


class Slow:
    """A handler that ends when it is told to."""

    def __init__(self, limits: Limits) -> None:
        self.release = asyncio.Event()
        self.started = 0
        self.app = web.Application(middlewares=[Backpressure(limits, 256 * 1024).middleware])
        self.app.add_routes([web.post("/", self._handle), web.get("/healthz", self._healthz)])

    async def _handle(self, _request: web.Request) -> web.Response:
        self.started += 1
        await self.release.wait()
        return web.Response(status=202)

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.Response()

    async def has_started(self, number: int) -> bool:
        return self.started >= number


async def test_requests_beyond_the_limit_are_refused_at_once_and_health_is_not() -> None:
    slow = Slow(Limits(requests=2))
    async with TestClient(TestServer(slow.app)) as client:
        taken = [asyncio.ensure_future(client.post("/")) for _ in range(2)]
        await until("both are in work", lambda: slow.has_started(2))

        refused = await client.post("/")
        healthy = await client.get("/healthz")

        assert (refused.status, refused.headers["Retry-After"], healthy.status) == (503, "5", 200)
        slow.release.set()
        assert [(await request).status for request in taken] == [202, 202]


async def test_what_was_refused_is_taken_once_there_is_room() -> None:
    slow = Slow(Limits(requests=1))
    slow.release.set()
    async with TestClient(TestServer(slow.app)) as client:
        assert [(await client.post("/")).status for _ in range(3)] == [202, 202, 202]


async def test_bodies_together_have_a_limit() -> None:
    slow = Slow(Limits(body_bytes=1_000))
    async with TestClient(TestServer(slow.app)) as client:
        taken = asyncio.ensure_future(client.post("/", data=b"x" * 600))
        await until("it is in work", lambda: slow.has_started(1))

        assert (await client.post("/", data=b"x" * 600)).status == 503
        slow.release.set()
        assert (await taken).status == 202
