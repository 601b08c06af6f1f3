"""How a service listens, and how long it bears with callers."""

import logging
from dataclasses import dataclass

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError


@dataclass(frozen=True)
class ConnectionLimits:
    """For how long, in seconds, a connection may be held without a whole request on it.

    `idle` counts from its opening, or from its last answer, to the end of the next request's headers, however they
    drip in. It is longer than the minute for which proxies keep their connections, so that they do not send into one
    that is being closed. `lingering` is how long the rest of a body is swallowed that was answered before its end:
    without it many a sender would miss the answer.
    """

    idle: float = 75.0
    lingering: float = 5.0


async def serve(
    app: web.Application, host: str, port: int, limits: ConnectionLimits | None = None
) -> web.AppRunner:
    """Start listening; without an access log, which would print URLs. The caller cleans the runner up."""
    limits = limits or ConnectionLimits()
    runner = web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        logger=_server_log(),
        keepalive_timeout=limits.idle,
        lingering_time=limits.lingering,
    )
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner


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
