"""A collector that takes traces and keeps none: `python -m benchmarks.peers.trace_sink`."""

import asyncio

import uvloop
from aiohttp import web

from benchmarks.peers.environment import HTTP_HOST, HTTP_PORT

_LARGEST = 64 * 1024 * 1024


async def main() -> None:
    """Serve until told to stop."""
    app = web.Application(client_max_size=_LARGEST)
    app.add_routes([web.post("/v1/traces", _take), web.get("/readyz", _be_ready)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HTTP_HOST, HTTP_PORT).start()
    await asyncio.Event().wait()


async def _take(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(content_type="application/x-protobuf")


async def _be_ready(_request: web.Request) -> web.Response:
    return web.Response()


if __name__ == "__main__":
    uvloop.run(main())
