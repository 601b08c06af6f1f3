"""An Omnium that gives tokens at once and answers everything else half a minute later."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from local_stack.ports import HOST
from rigs.chaos.thread_server import ThreadServer

ANSWER_SECONDS = 30
_TOKEN_ROUTE = "/api/token"  # noqa: S105 - a path
_TOKEN = {"accessToken": "slow", "tokenType": "Bearer", "expiresIn": 864_000}


class SlowOmnium(ThreadServer):
    """Takes any credentials; no order is ever ready."""

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://{HOST}:{self.port}"

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """See `ThreadServer.serving`."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", _answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, HOST, self.port).start()
        yield
        await runner.cleanup()


async def _answer(request: web.Request) -> web.Response:
    if request.path.lower() == _TOKEN_ROUTE:
        return web.json_response(_TOKEN)
    await asyncio.sleep(ANSWER_SECONDS)
    return web.Response(status=503)
