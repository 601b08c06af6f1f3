"""An application behind the server that our services run, for aiohttp's test client: its own is kinder to callers."""

import asyncio
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from flow_omnium.runtime.connection_limits import ConnectionLimits
from flow_omnium.runtime.http_server import serve


class Served(TestServer):
    """Listens on a free port of the loopback."""

    def __init__(self, app: web.Application, limits: ConnectionLimits | None = None) -> None:
        super().__init__(app)
        self._limits = limits

    async def start_server(self, loop: asyncio.AbstractEventLoop | None = None, **_kwargs: Any) -> None:
        """Start, unless that was done."""
        del loop  # the running one
        if self.runner is not None:
            return
        runner = self.runner = await serve(self.app, self.host, 0, self._limits)
        self.port = runner.addresses[0][1]
        self.scheme = "http"
        self._root = URL.build(scheme=self.scheme, host=self.host, port=self.port)
