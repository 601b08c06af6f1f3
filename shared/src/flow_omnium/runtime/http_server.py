"""How a service listens: its address, how many connections it bears, and the description of its interface.

What one connection may cost: `connection_limits`.
"""

import asyncio
import errno
import logging
import resource
import ssl
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError

from flow_omnium.runtime.connection_limits import ConnectionLimiter, ConnectionLimits
from flow_omnium.runtime.http_connections import Connection
from flow_omnium.runtime.http_direct import DIRECT
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics
from flow_omnium.runtime.settings.reading import SettingsError

PATH = "/openapi.json"
"""Where a service shows the file `openapi.json` of its package."""

_BACKLOG = 1_024


async def serve(
    app: web.Application,
    host: str,
    port: int,
    limits: ConnectionLimits | None = None,
    *,
    metrics: ServiceMetrics | None = None,
    tls: ssl.SSLContext | None = None,
) -> web.AppRunner:
    """Start listening; without an access log, which would print URLs. The caller cleans the runner up.

    With `tls` everything is served by HTTPS, probes and metrics too.
    """
    limits = within_descriptors(limits or ConnectionLimits(), descriptor_limit())
    runner = web.AppRunner(app, handle_signals=False)
    await runner.setup()
    if runner.server is not None and (direct := app.get(DIRECT)) is not None:
        runner.server.request_handler = direct.before(runner.server.request_handler)
    limiter = ConnectionLimiter(limits.connections, metrics or ServiceMetrics(Registrar()))
    log = _server_log()

    def connection() -> Connection:
        if runner.server is None:
            raise RuntimeError("the runner is set up")
        return Connection(runner.server, limits, limiter, logger=log, access_log=None)

    try:
        await _Site(runner, connection, host, port, tls).start()
    except (OSError, ValueError) as error:
        await runner.cleanup()
        raise SettingsError(_why_not(error, host, port)) from None
    return runner


async def require_address(host: str, port: int) -> None:
    """Raise SettingsError unless one can listen there: told at the start, not after whatever else a service opens."""
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(asyncio.Protocol, host, port, start_serving=False)
    except (OSError, ValueError) as error:
        raise SettingsError(_why_not(error, host, port)) from None
    server.close()
    await server.wait_closed()


def _why_not(error: Exception, host: str, port: int) -> str:
    """Name the variable because of which nothing can listen."""
    number = error.errno if isinstance(error, OSError) else None
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
    is_port = number in (errno.EADDRINUSE, errno.EACCES, errno.EPERM)
    variable = f"HTTP_PORT: cannot listen on {port}" if is_port else f"HTTP_HOST: cannot listen on {host!r}"
    return f"{variable}: {' '.join(reason.split())}"


def within_descriptors(limits: ConnectionLimits, descriptors: int) -> ConnectionLimits:
    """Leave half of the descriptors to broker, database and files, whatever callers open."""
    bearable = max(1, descriptors // 2)
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
        self,
        runner: web.AppRunner,
        connection: Callable[[], Connection],
        host: str,
        port: int,
        tls: ssl.SSLContext | None,
    ) -> None:
        super().__init__(runner, backlog=_BACKLOG, ssl_context=tls)
        self._connection = connection
        self._host = host
        self._port = port

    @property
    def name(self) -> str:
        """Return the address, as it was asked for."""
        return f"{'https' if self._ssl_context else 'http'}://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen."""
        await super().start()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            self._connection, self._host, self._port, backlog=self._backlog, ssl=self._ssl_context
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


def raise_descriptor_limit() -> None:
    """Raise the limit as far as the system lets us: the usual 1,024 is meant for programs that use `select`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == hard:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # macOS has a limit of its own beside the one it tells
        return


def descriptor_limit() -> int:
    """Return how many files and connections this process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft


def openapi_document(package: str) -> bytes:
    """Return the document as it stands in the package."""
    return files(package).joinpath("openapi.json").read_bytes()


def openapi_route(package: str) -> web.RouteDef:
    """Serve the document."""
    document = openapi_document(package)

    async def openapi(_request: web.Request) -> web.Response:
        return web.Response(body=document, content_type="application/json")

    return web.get(PATH, openapi)
