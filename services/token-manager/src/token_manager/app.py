"""Wires the token-manager: builds every part, opens what needs opening, and closes it in reverse order."""

import asyncio
import os
import random
import socket
import ssl
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Middleware
from pydantic import SecretStr

from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import Database, ping
from flow_omnium.runtime.database_clock import DatabaseClock
from flow_omnium.runtime.dependencies import Dependencies
from flow_omnium.runtime.dependency_watch import DependencyWatch
from flow_omnium.runtime.health import add_health_routes
from flow_omnium.runtime.http_metrics import measuring
from flow_omnium.runtime.http_server import openapi_route
from flow_omnium.runtime.http_service import serve_until
from flow_omnium.runtime.http_tracing import tracing
from flow_omnium.runtime.metrics import Registrar, ServiceMetrics, TokenMetrics
from flow_omnium.runtime.metrics.process import process_registry
from flow_omnium.runtime.proxies import Proxies
from flow_omnium.runtime.service_base import open_base
from flow_omnium.runtime.tracing import Tracer
from flow_omnium.tenants import repository
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.repository import TenantReader
from flow_omnium.tokens import renewal_leases, store
from flow_omnium.tokens.renewal_leases import MongoRenewalLeases
from flow_omnium.tokens.store import TokenStore
from token_manager.grant import OmniumGrant
from token_manager.issuing import Backoff, Issuer
from token_manager.renewal_loop import RenewalLoop
from token_manager.routes import TokenRoutes, errors_as_json, require_internal_key
from token_manager.settings import Settings
from token_manager.tenants import omnium_tenant
from token_manager.tokens import TokenCache
from token_manager.trial import Trial

NAME = "token-manager"

_BODY_BYTES = 4096


class TokenManagerMetrics:
    """Every metric of the token-manager, made once per application, in the registry that it serves at /metrics."""

    def __init__(self) -> None:
        self.registry = process_registry()
        registrar = Registrar(self.registry)
        self.service = ServiceMetrics(registrar)
        self.tokens = TokenMetrics(registrar)


def create_app(
    routes: TokenRoutes,
    internal_key: SecretStr,
    rests_on: Dependencies,
    metrics: TokenManagerMetrics,
    first: Sequence[Middleware] = (),
) -> web.Application:
    """Build the HTTP application; `first` are middlewares that go before ours."""
    own = [measuring(metrics.service), errors_as_json, require_internal_key(internal_key)]
    app = web.Application(middlewares=[*first, *own], client_max_size=_BODY_BYTES)
    app.add_routes(routes.definitions())
    add_health_routes(app, rests_on, metrics.registry)
    app.add_routes([openapi_route("token_manager")])
    return app


async def serve(settings: Settings, stop: asyncio.Event) -> None:
    """Hand out tokens until `stop` is set."""
    async with AsyncExitStack() as stack:
        metrics = TokenManagerMetrics()
        base = await open_base(stack, NAME, settings, metrics.service)
        tracer, supervisor, database, clock = base.tracer, base.supervisor, base.database, base.clock
        keyring = Keyring.of({Purpose.OMNIUM: settings.omnium_keys()}, settings.destinations())
        # Who asks for the token of a tenant that was made a moment ago must not be told that there is none.
        stored, view = database[repository.COLLECTION], omnium_tenant(keyring)
        tenants = TenantReader(stored, view, pause_seconds=repository.AT_ONCE)
        directory = await stack.enter_async_context(TenantDirectory(tenants, metrics.service, supervisor))
        grant = create_grant(keyring, tracer, settings.proxies())
        cache = create_cache(database, keyring, metrics.tokens, grant, clock)
        renew = partial(_renew, RenewalLoop(directory.known, cache), clock, stop)
        await stack.enter_async_context(supervisor.running("token renewals", renew, may_return=True))
        # Tokens in hand are handed out while the database is down.
        rests_on = Dependencies(
            needs={"tenants": directory.ping, "clock": clock.ping},
            informational={"database": lambda: ping(base.client)},
            notes={"tenants": directory.faults},
        )
        await stack.enter_async_context(DependencyWatch(rests_on.pings, metrics.service, supervisor))
        routes = TokenRoutes(directory, cache, Trial(grant, clock))
        app = create_app(routes, settings.internal_api_key, rests_on, metrics, tracing(tracer))
        await serve_until(stop, app, settings, metrics.service)


def create_grant(keyring: Keyring, tracer: Tracer, proxies: Proxies) -> OmniumGrant:
    """Build what asks Omnium."""
    context = ssl.create_default_context()
    return OmniumGrant(keyring.destinations.omnium, context, tracer=tracer, proxies=proxies)


def create_cache(
    database: Database, keyring: Keyring, metrics: TokenMetrics, grant: OmniumGrant, clock: Clock
) -> TokenCache:
    """Build what holds the tokens."""
    hosts = keyring.destinations.omnium
    tokens = TokenStore(database[store.COLLECTION], keyring.box(Purpose.OMNIUM))
    issuer = Issuer(tokens, grant, clock, Backoff(random.random), metrics)
    leases = MongoRenewalLeases(database[renewal_leases.COLLECTION])
    # Names this process in the leases: host names alone repeat where a container is restarted.
    owner = f"{socket.gethostname()}:{os.getpid()}"
    return TokenCache(tokens, leases, issuer, clock, metrics, hosts=hosts, owner=owner, chance=random.random)


async def _renew(loop: RenewalLoop, clock: DatabaseClock, stop: asyncio.Event) -> None:
    """How old a token is can be told only by the clock by which it was issued, perhaps on another machine."""
    if await clock.set_before(stop):
        await loop.run()
