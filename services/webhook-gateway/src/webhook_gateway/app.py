"""Wires the gateway: builds every part, opens what needs opening, and closes it in reverse order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.measured_publisher import MeasuredPublisher
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.traced_publisher import traced
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.runtime.database import ping
from flow_omnium.runtime.dependencies import Dependencies
from flow_omnium.runtime.dependency_watch import DependencyWatch
from flow_omnium.runtime.destinations import Destinations, flow_hosts, omnium_hosts
from flow_omnium.runtime.health import HEALTH, add_health_routes
from flow_omnium.runtime.http_direct import DIRECT, DirectRoutes
from flow_omnium.runtime.http_metrics import measuring
from flow_omnium.runtime.http_server import openapi_route
from flow_omnium.runtime.http_service import serve_until
from flow_omnium.runtime.http_tracing import tracing
from flow_omnium.runtime.metrics import (
    GatewayMetrics,
    PublishMetrics,
    Registrar,
    SchemaMetrics,
    ServiceMetrics,
)
from flow_omnium.runtime.metrics.process import process_registry
from flow_omnium.runtime.service_base import open_base
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.schema.catalogue import JOBS, all_work_queues
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.schema.watch import SchemaWatch
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.repository import AT_ONCE, TenantReader
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.senders import MongoSightings
from webhook_gateway.acceptance import Acceptance
from webhook_gateway.answers import plain_errors
from webhook_gateway.authentication import SenderAuthentication
from webhook_gateway.body import MAX_BODY_BYTES
from webhook_gateway.routes import EventRoutes
from webhook_gateway.sender_watch import SenderWatch
from webhook_gateway.settings import GatewaySettings
from webhook_gateway.tenants import gateway_tenant
from webhook_gateway.throttle import Throttle


class WebhookGatewayMetrics:
    """Every metric of the gateway, made once per application, in the registry that it serves at /metrics."""

    def __init__(self) -> None:
        self.registry = process_registry()
        registrar = Registrar(self.registry)
        self.service = ServiceMetrics(registrar)
        self.gateway = GatewayMetrics(registrar)
        self.publishing = PublishMetrics(registrar)
        self.schema = SchemaMetrics(registrar)


NAME = "webhook-gateway"

METRICS: Final = web.AppKey("metrics", WebhookGatewayMetrics)


async def serve_gateway(settings: GatewaySettings, stop: asyncio.Event) -> None:
    """Accept events until told to stop, and then for as long as it takes that nobody sends any more."""
    async with open_app(settings) as app:
        await serve_until(stop, app, settings, app[METRICS].service)


@asynccontextmanager
async def open_app(settings: GatewaySettings) -> AsyncIterator[web.Application]:
    """Build the gateway on the real broker and database."""
    async with AsyncExitStack() as stack:
        metrics = WebhookGatewayMetrics()
        # While the database is away from the start on, events bear this machine's own time.
        base = await open_base(stack, NAME, settings, metrics.service)
        tracer, supervisor, database, clock = base.tracer, base.supervisor, base.database, base.clock
        ledger = MongoIntakeLedger(database)
        # A sender whose tenant was made a moment ago must not be told that there is none.
        keyring = _keyring(settings)
        reader = TenantReader(database[TENANTS], gateway_tenant(keyring), pause_seconds=AT_ONCE)
        tenants = await stack.enter_async_context(TenantDirectory(reader, metrics.service, supervisor))
        schema = SchemaWatch(DatabaseSchema(database, [JOBS]), metrics.schema, supervisor)
        await stack.enter_async_context(schema)
        publisher = _publisher(settings, schema, supervisor)
        await stack.enter_async_context(publisher)
        dispatch = Dispatch(traced(MeasuredPublisher(publisher, metrics.publishing), tracer), supervisor)
        stack.push_async_callback(dispatch.drained)
        rests_on = Dependencies(
            needs={"tenants": tenants.ping, "indexes": schema.ping},
            any_of={"broker": publisher.ping, "database": lambda: ping(base.client)},
            # An event is safe in the ledger, and worked off from there.
            informational={"queues": partial(publisher.check_queues, QUEUES)},
            notes={"schema": schema.notes, "tenants": tenants.faults},
        )
        await stack.enter_async_context(DependencyWatch(rests_on.pings, metrics.service, supervisor))
        acceptance = Acceptance(ledger, dispatch, clock, metrics.gateway)
        watch = await stack.enter_async_context(SenderWatch(MongoSightings(database), clock, supervisor))
        authentication = _authentication(settings, metrics, watch)
        events = EventRoutes(
            tenants, authentication, acceptance, metrics.gateway, current_trace=tracer.current
        )
        yield create_app(events, rests_on, metrics, tracing(tracer))


def create_app(
    events: EventRoutes,
    rests_on: Dependencies,
    metrics: WebhookGatewayMetrics,
    first: Sequence[Middleware] = (),
) -> web.Application:
    """Put the routes together; `first` are middlewares that go before ours."""
    middlewares = [*first, measuring(metrics.service)]
    app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[*middlewares, plain_errors])
    app[METRICS] = metrics
    app.add_routes([*events.routes(), openapi_route("webhook_gateway")])
    add_health_routes(app, rests_on, metrics.registry)
    # None of the framework's own refusals is on this way, so nothing has to make them plain.
    app[DIRECT] = DirectRoutes(events.direct_routes(), middlewares, lambda: not app[HEALTH].is_draining)
    return app


def _authentication(
    settings: GatewaySettings, metrics: WebhookGatewayMetrics, watch: SenderWatch
) -> SenderAuthentication:
    addresses = settings.client_address()
    return SenderAuthentication(addresses, Throttle(), metrics.gateway, watch.came)


def _keyring(settings: GatewaySettings) -> Keyring:
    """Open webhook secrets alone, and only if there are keys: they go nowhere, so no address matters."""
    nowhere = Destinations(omnium_hosts(str(settings.omnium_api_url)), flow_hosts(str(settings.flow_api_url)))
    return Keyring.of({Purpose.WEBHOOK: settings.webhook_keys()}, nowhere)


def _publisher(settings: GatewaySettings, schema: SchemaWatch, supervisor: Supervisor) -> BrokerPublisher:
    url, told = settings.amqp_url.get_secret_value(), schema.teller("publisher")
    return BrokerPublisher(url, name=NAME, queues=all_work_queues(), tell=told, supervisor=supervisor)
