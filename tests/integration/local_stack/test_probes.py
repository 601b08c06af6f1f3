"""A service is awaited until it lacks nothing; somebody else's probe says so by its status alone."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from local_stack.json_http import is_whole


async def is_whole_when_answered(status: int, text: str) -> bool:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=text)

    app = web.Application()
    app.add_routes([web.get("/readyz", answer)])
    async with TestServer(app) as server:
        return await asyncio.to_thread(is_whole, str(server.make_url("/readyz")))


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (200, '{"status": "ok", "faults": []}', True),
        (200, '{"status": "ok", "faults": ["broker"]}', False),
        (503, '{"status": "unavailable", "faults": ["broker"]}', False),
        (200, '{"status": "ok"}', True),
        (200, "", True),
        (200, "ready", True),
        (200, "[]", True),
        (503, "", False),
    ],
)
async def test_a_probe_is_whole_when_it_succeeds_and_names_no_fault(
    status: int, text: str, expected: bool
) -> None:
    assert await is_whole_when_answered(status, text) is expected


def test_nobody_is_not_whole() -> None:
    assert not is_whole("http://127.0.0.1:1/readyz")
