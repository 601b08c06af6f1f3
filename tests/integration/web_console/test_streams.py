"""Server-sent events: what keeps them open, and what ends them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from admin_console.testing.visiting import Client
from admin_console.web.answers import Event, Streamed
from admin_console.web.streams import Streams
from flow_omnium.runtime.metrics import ConsoleMetrics, Registrar
from flow_omnium.testing.polling import until
from flow_omnium.testing.served import Served

Serving = Callable[..., AbstractAsyncContextManager[Client]]


class Source:
    """Events that a test gives; it notes how many listen."""

    def __init__(self) -> None:
        self.listeners = 0
        self.given: asyncio.Queue[Event | None] = asyncio.Queue()

    async def events(self) -> AsyncIterator[Event]:
        self.listeners += 1
        try:
            while (event := await self.given.get()) is not None:
                yield event
        finally:
            self.listeners -= 1


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def metrics() -> ConsoleMetrics:
    return ConsoleMetrics(Registrar())


@pytest.fixture
def serving(source: Source, metrics: ConsoleMetrics) -> Serving:
    """Serve a stream of the source's events."""

    @asynccontextmanager
    async def serve(**limits: Any) -> AsyncIterator[Client]:
        streams = Streams(metrics, lambda: 0.5, **limits)

        async def live(request: web.Request) -> web.StreamResponse:
            return await streams.send(Streamed(source.events()), request)

        app = web.Application()
        app.add_routes([web.get("/live", live)])
        async with Served(app) as server:
            client: Client = TestClient(server)
            async with client:
                yield client
                streams.close()

    return serve


async def test_events_come_as_they_are_given_until_there_are_no_more(
    serving: Serving, source: Source
) -> None:
    for event in (("progress", {"done": 1, "text": "a\nb"}), None):
        source.given.put_nowait(event)
    async with serving() as client, client.get("/live") as response:
        text = await response.text()
    assert text == 'retry: 3000\n\nevent: progress\ndata: {"done":1,"text":"a\\nb"}\n\n'


async def test_a_stream_ends_after_a_while_so_that_who_listens_is_asked_for_anew(
    serving: Serving, source: Source
) -> None:
    async with serving(longest_seconds=0.05) as client, client.get("/live") as response:
        assert await response.text() == "retry: 3000\n\n"
    assert source.listeners == 0


async def test_a_silent_stream_is_kept_open_by_heartbeats(serving: Serving, source: Source) -> None:
    async with serving(heartbeat_seconds=0.02) as client, client.get("/live") as response:
        for _ in range(3):
            assert await response.content.readuntil(b": still here\n\n")
        source.given.put_nowait(None)
        assert (await response.content.read()).count(b"event") == 0


async def test_one_stream_too_many_is_told_to_look_by_itself(
    serving: Serving, source: Source, metrics: ConsoleMetrics
) -> None:
    async with serving(most=1) as client, client.get("/live") as first:
        await first.content.readline()
        async with client.get("/live") as second:
            assert second.status == 204
        source.given.put_nowait(None)
        await first.read()
        assert source.listeners == 0
        source.given.put_nowait(None)
        async with client.get("/live") as third:
            assert third.status == 200
            await third.read()
    assert metrics.streams_refused._value.get() == 1
    assert metrics.streams._value.get() == 0


async def test_a_browser_that_goes_is_listened_for_no_longer(serving: Serving, source: Source) -> None:
    async with serving(heartbeat_seconds=0.02) as client:
        async with client.get("/live") as response:
            await response.content.readline()
            await until("somebody listens", lambda: _is(source.listeners == 1))
            response.close()
        await until("nobody listens", lambda: _is(source.listeners == 0))


async def test_a_browser_that_has_gone_takes_no_other_s_room(serving: Serving, source: Source) -> None:
    async with serving(most=1) as client:
        async with client.get("/live") as first:
            await first.content.readline()
            first.close()
        statuses = []

        async def is_let_in() -> bool:
            async with client.get("/live") as response:
                statuses.append(response.status)
                response.close()
            return statuses[-1] == 200

        await until("there is room again", is_let_in)
        assert source.listeners == 2, "nobody has told the first stream that its browser is gone"


async def test_a_head_opens_no_stream(serving: Serving, source: Source) -> None:
    async with serving() as client, client.head("/live") as response:
        assert response.status == 200
        assert source.listeners == 0


async def _is(fact: bool) -> bool:
    return fact
