"""How a service listens. What its callers may cost: `http_connections`."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError

from flow_omnium.runtime.descriptors import descriptor_limit
from flow_omnium.runtime.http_connections import Connection, ConnectionLimits, Crowd
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics

_BACKLOG = 1_024


async def serve(
    app: web.Application,
    host: str,
    port: int,
    limits: ConnectionLimits | None = None,
    *,
    metrics: ServiceMetrics | None = None,
) -> web.AppRunner:
    """Start listening; without an access log, which would print URLs. The caller cleans the runner up."""
    limits = within_descriptors(limits or ConnectionLimits())
    runner = web.AppRunner(app, handle_signals=False)
    await runner.setup()
    crowd = Crowd(limits.connections, metrics or ServiceMetrics(Registrar()))
    log = _server_log()

    def connection() -> Connection:
        if runner.server is None:
            raise RuntimeError("the runner is set up")
        return Connection(runner.server, limits, crowd, logger=log, access_log=None)

    await _Site(runner, connection, host, port).start()
    return runner


def within_descriptors(limits: ConnectionLimits) -> ConnectionLimits:
    """Leave half of the descriptors to broker, database and files, whatever callers open."""
    bearable = max(1, descriptor_limit() // 2)
    if limits.connections <= bearable:
        return limits
    get_logger("http").warning(
        "fewer connections than usual: the limit of open files is low",
        connections=bearable,
        usual=limits.connections,
    )
    return replace(limits, connections=bearable)


class _Site(web.BaseSite):
    """Where a runner listens, with connections of our own making."""

    def __init__(
        self, runner: web.AppRunner, connection: Callable[[], Connection], host: str, port: int
    ) -> None:
        super().__init__(runner, backlog=_BACKLOG)
        self._connection = connection
        self._host = host
        self._port = port

    @property
    def name(self) -> str:
        """Return the address, as it was asked for."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen."""
        await super().start()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._connection, self._host, self._port, backlog=self._backlog
        )


class _OwnFaults(logging.Filter):
    """Leaves out what is no HTTP: anybody can send that, as often as they like, and it would come with a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError | RequestPayloadError)


_OWN_FAULTS = _OwnFaults()


def _server_log() -> logging.Logger:
    log = logging.getLogger("flow_omnium.http_server")
    log.addFilter(_OWN_FAULTS)  # once, however often it is said
    return log
