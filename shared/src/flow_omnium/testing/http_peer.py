"""A real HTTP server with scripted answers, for clients under test."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, TracebackType
from typing import Self, TypeAlias

from aiohttp import web
from aiohttp.test_utils import TestServer

Answering: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Received:
    """One request as it came over the wire; `target` is path and query, still encoded."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


class HttpPeer:
    """Gives its answers in turn, the last one for ever. Use as `async with`."""

    def __init__(self, *answers: Answering) -> None:
        self.received: list[Received] = []
        self._answers = answers
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._server = TestServer(app)

    @property
    def url(self) -> str:
        """The address, without a slash at its end."""
        return str(self._server.make_url("")).rstrip("/")

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = MappingProxyType(dict(request.headers))
        self.received.append(Received(request.method, request.raw_path, headers, body))
        position = min(len(self.received), len(self._answers)) - 1
        return await self._answers[position](request)


def answers(status: int, body: str = "", content_type: str = "application/json", **headers: str) -> Answering:
    """Answer whole; `headers` by name, with `_` for `-`."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        shown = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, text=body, content_type=content_type, headers=shown)

    return answer


async def resets(request: web.Request) -> web.StreamResponse:
    """Drop the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Begin a JSON answer and drop the connection within its body."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    response.content_length = 100
    await response.prepare(request)
    await response.write(b'{"id":')
    if request.transport is not None:
        request.transport.close()
    return response


async def hangs(_request: web.Request) -> web.StreamResponse:
    """Answer never; the server drops the call when the client has gone."""
    await asyncio.Event().wait()
    return web.Response()
