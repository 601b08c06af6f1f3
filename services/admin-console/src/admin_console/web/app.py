"""Wires the web console: builds every part, opens what needs opening, and closes it in reverse order."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from aiohttp import web

from admin_console.web.bulk.opening import open_bulk_acts
from admin_console.web.console import Console
from admin_console.web.dispatching import Dispatcher
from admin_console.web.forms import FORM_BYTES
from admin_console.web.grafana import Grafana
from admin_console.web.pulse.beating import Pulse
from admin_console.web.pulse.counts import look
from admin_console.web.refusing import refusing
from admin_console.web.rendering import Renderer
from admin_console.web.routes import ROUTES
from admin_console.web.routing import Route
from admin_console.web.security import secure, security_headers
from admin_console.web.settings import ConsoleSettings
from admin_console.web.signing_in.opening import open_sessions
from admin_console.web.signing_in.port import Sessions
from admin_console.web.static_files import StaticFiles
from admin_console.web.streams import Streams
from flow_omnium.runtime.database import ping, read_from_secondaries
from flow_omnium.runtime.dependencies import Dependencies
from flow_omnium.runtime.dependency_watch import DependencyWatch
from flow_omnium.runtime.health import add_health_routes
from flow_omnium.runtime.http_metrics import measuring
from flow_omnium.runtime.http_service import serve_until
from flow_omnium.runtime.http_tracing import tracing
from flow_omnium.runtime.metrics import ConsoleMetrics, Registrar, ServiceMetrics
from flow_omnium.runtime.metrics.process import process_registry
from flow_omnium.runtime.service_base import open_base
from flow_omnium.runtime.tracing import Tracer

NAME: Final = "admin-console"

OpenSessions = Callable[[Console], AbstractAsyncContextManager[Sessions]]
"""Opens what knows who a visitor is."""


class WebConsoleMetrics:
    """Every metric of the web console, made once per application, in the registry that it serves at /metrics."""

    def __init__(self) -> None:
        self.registry = process_registry()
        registrar = Registrar(self.registry)
        self.service = ServiceMetrics(registrar)
        self.console = ConsoleMetrics(registrar)


METRICS: Final = web.AppKey("metrics", WebConsoleMetrics)
STREAMS: Final = web.AppKey("streams", Streams)


async def serve_console(settings: ConsoleSettings, stop: asyncio.Event) -> None:
    """Answer people until told to stop, and then for as long as it takes that nobody new is sent here."""
    async with open_app(settings) as app:
        await serve_until(stop, app, settings, app[METRICS].service, stopping=app[STREAMS].close)


@asynccontextmanager
async def open_app(
    settings: ConsoleSettings, *, opening: OpenSessions = open_sessions, table: Sequence[Route] = ROUTES
) -> AsyncIterator[web.Application]:
    """Build the console on the real database."""
    async with AsyncExitStack() as stack:
        metrics = WebConsoleMetrics()
        base = await open_base(stack, NAME, settings, metrics.service)
        pulse = Pulse(partial(look, read_from_secondaries(base.database)), metrics.console, base.supervisor)
        await stack.enter_async_context(pulse)
        console = Console(settings, base.database, base.clock, base.supervisor, pulse)
        await open_bulk_acts(stack, console, metrics.console)
        sessions = await stack.enter_async_context(opening(console))
        # While the database is away the console says so itself, in a page: a balancer's would say less.
        informational = {"database": lambda: ping(base.client)}
        rests_on = Dependencies(needs={"clock": base.clock.ping}, informational=informational)
        await stack.enter_async_context(DependencyWatch(rests_on.pings, metrics.service, base.supervisor))
        yield create_app(console, sessions, rests_on, metrics, base.tracer, table)


def create_app(
    console: Console,
    sessions: Sessions,
    rests_on: Dependencies,
    metrics: WebConsoleMetrics,
    tracer: Tracer,
    table: Sequence[Route] = ROUTES,
) -> web.Application:
    """Put the routes together."""
    static, grafana = StaticFiles(), Grafana(console.settings.console_grafana_url)
    streams = Streams(metrics.console, random.random)
    dispatcher = Dispatcher(console, sessions, Renderer(static.paths, grafana), streams)
    own = [measuring(metrics.service), refusing(dispatcher, tracer), *sessions.middlewares]
    app = web.Application(client_max_size=FORM_BYTES, middlewares=[*tracing(tracer), *own])
    app[METRICS] = metrics
    app[STREAMS] = streams
    app.on_shutdown.append(_closing(streams))
    app.add_routes([*dispatcher.routes(table), *static.routes()])
    add_health_routes(app, rests_on, metrics.registry)
    secure(app, _headers(console.settings))
    app.on_response_prepare.append(_finishing(sessions))
    return app


def _closing(streams: Streams) -> Callable[[web.Application], Awaitable[None]]:
    async def close(_app: web.Application) -> None:
        streams.close()

    return close


def _finishing(sessions: Sessions) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    async def finish(request: web.Request, response: web.StreamResponse) -> None:
        sessions.finish(request, response)

    return finish


def _headers(settings: ConsoleSettings) -> Mapping[str, str]:
    return security_headers(issuer_origin=settings.issuer_origin, is_https=settings.is_https)
