"""A service's HTTP for as long as it runs: it listens, is told to stop, drains, and finishes what it has taken."""

import asyncio
import ssl
from collections.abc import Callable
from typing import Protocol

from aiohttp import web

from flow_omnium.runtime.health import HEALTH
from flow_omnium.runtime.http_server import serve
from flow_omnium.runtime.metrics.process import ServiceMetrics


class ListenSettings(Protocol):
    """Where it listens, and for how long it goes on after it was told to stop."""

    @property
    def http_host(self) -> str:
        """The address."""
        ...

    @property
    def http_port(self) -> int:
        """The port."""
        ...

    @property
    def http_drain_seconds(self) -> float:
        """See `DrainSettings`."""
        ...

    def tls(self) -> ssl.SSLContext | None:
        """Return the certificate by which it is served, None for plain HTTP. Raises SettingsError."""
        ...


async def serve_until(
    stop: asyncio.Event,
    app: web.Application,
    settings: ListenSettings,
    metrics: ServiceMetrics,
    *,
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Serve an application with health routes until told to stop, and then for as long as it takes that nobody new is sent here.

    `stopping` is called before it drains. When this returns, all requests are finished. Raises SettingsError.
    """
    runner = await serve(app, settings.http_host, settings.http_port, metrics=metrics, tls=settings.tls())
    try:
        await stop.wait()
        stopping()
        await app[HEALTH].drain(settings.http_drain_seconds)
    finally:
        await runner.cleanup()
