"""Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, suppress
from typing import Any, Final

from aiohttp import hdrs, web

from admin_console.web.answers import Event, Streamed
from flow_omnium.runtime.background import ended
from flow_omnium.runtime.metrics import ConsoleMetrics

MOST_STREAMS: Final = 200
HEARTBEAT_SECONDS: Final = 15.0
LONGEST_SECONDS: Final = 300.0
"""A stream that has ended comes back as a new request: who has signed out, or lost a role meanwhile, is told no more."""

_RETRY_MS: Final = 2_000
_HEARTBEAT: Final = b": still here\n\n"
_HEADERS: Final = {
    hdrs.CONTENT_TYPE: "text/event-stream; charset=utf-8",
    "X-Accel-Buffering": "no",  # a proxy that collects answers would keep them back
}


class Streams:
    """All streams of the process. `chance` spreads browsers that come back after an end, in [0, 1)."""

    def __init__(
        self,
        metrics: ConsoleMetrics,
        chance: Callable[[], float],
        *,
        most: int = MOST_STREAMS,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        longest_seconds: float = LONGEST_SECONDS,
    ) -> None:
        self._metrics = metrics
        self._chance = chance
        self._most = most
        self._heartbeat = heartbeat_seconds
        self._longest = longest_seconds
        self._open: dict[int, web.Request] = {}  # by identity: a request has no hash
        self._closing = asyncio.Event()

    def close(self) -> None:
        """End all streams, and begin no other: the process is about to stop."""
        self._closing.set()

    async def send(self, streamed: Streamed, request: web.Request) -> web.StreamResponse:
        """Send events until there are no more, or the browser or this process goes; 204 when there is no room."""
        if self._closing.is_set() or self._is_full:
            self._metrics.streams_refused.inc()
            return web.Response(status=204)
        self._open[id(request)] = request
        self._metrics.streams.set(len(self._open))
        try:
            return await self._sent(streamed, request)
        finally:
            del self._open[id(request)]
            self._metrics.streams.set(len(self._open))

    @property
    def _is_full(self) -> bool:
        """Whether so many browsers listen already: one that has gone is found out only by the next event or heartbeat."""
        return len(self._open) >= self._most and sum(map(_is_there, self._open.values())) >= self._most

    async def _sent(self, streamed: Streamed, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=_HEADERS)
        with suppress(ConnectionResetError):  # the browser has gone
            await response.prepare(request)
            if request.method == hdrs.METH_HEAD:
                return response
            await response.write(f"retry: {round(_RETRY_MS * (1 + self._chance()))}\n\n".encode())
            async with aclosing(self._parts(streamed.events)) as parts:
                async for part in parts:
                    await response.write(part)
        return response

    async def _parts(self, events: AsyncIterator[Event]) -> AsyncGenerator[bytes, None]:
        """Yield events, and heartbeats while there are none: a proxy closes what is silent."""
        closing = asyncio.ensure_future(self._over())
        coming = asyncio.ensure_future(_next(events))
        try:
            while await self._comes(coming, closing):
                if not coming.done():
                    yield _HEARTBEAT
                    continue
                part = coming.result()
                if part is None:
                    return
                coming = asyncio.ensure_future(_next(events))
                yield part
        finally:
            await ended(coming, closing)
            if isinstance(events, AsyncGenerator):
                await events.aclose()

    async def _comes(self, coming: "asyncio.Task[bytes | None]", closing: "asyncio.Task[None]") -> bool:
        """Wait for the next event, or until a heartbeat is due; False when the stream is over."""
        await asyncio.wait({coming, closing}, timeout=self._heartbeat, return_when=asyncio.FIRST_COMPLETED)
        return not closing.done()

    async def _over(self) -> None:
        """Wait until the process is about to stop, or the stream was open for long enough."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._longest):
                await self._closing.wait()


def _is_there(request: web.Request) -> bool:
    return request.transport is not None


async def _next(events: AsyncIterator[Event]) -> bytes | None:
    try:
        name, data = await anext(events)
    except StopAsyncIteration:
        return None
    return event_text(name, data).encode()


def event_text(name: str, data: Mapping[str, Any]) -> str:
    """Write one event; JSON has no line breaks of its own."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"
