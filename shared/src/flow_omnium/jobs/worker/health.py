"""Whether a worker is ready, and what it serves over HTTP: health and metrics."""

from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack

from aiohttp import web

from flow_omnium.jobs.broker.consumer import BrokerConsumer
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.ledger.pauses import PAUSES
from flow_omnium.jobs.relay.relay import RELAY
from flow_omnium.jobs.worker.leases import LEASES
from flow_omnium.jobs.worker.stores import Stores
from flow_omnium.runtime.dependencies import Dependencies, Ping
from flow_omnium.runtime.dependency_watch import DependencyWatch
from flow_omnium.runtime.health import HEALTH, Health, add_health_routes
from flow_omnium.runtime.http_metrics import measuring
from flow_omnium.runtime.http_server import serve
from flow_omnium.runtime.settings.process import HttpSettings

_NEEDED_TASKS = (LEASES, PAUSES, RELAY)
"""Background tasks without which a worker is not ready: leases must be renewed, pauses must be known, and a version whose
relay cannot run must not be rolled out. The broker's connections are asked by themselves."""


async def open_health(
    stack: AsyncExitStack, settings: HttpSettings, stores: Stores, broker: Mapping[str, Ping]
) -> Health:
    """Serve `/healthz`, `/readyz` and `/metrics` for the length of the stack."""
    rests_on = Dependencies(
        {
            **broker,
            "database": stores.ping,
            "indexes": stores.schema.ping,
            "clock": stores.clock.ping,
            "tenants": stores.tenants.ping,
        }
        | {name: stores.supervisor.runs(name) for name in _NEEDED_TASKS},
        notes={"schema": stores.schema.notes, "tenants": stores.tenants.faults},
    )
    metrics = stores.metrics
    await stack.enter_async_context(DependencyWatch(rests_on.pings, metrics.service, stores.supervisor))
    app = web.Application(middlewares=[measuring(metrics.service)])
    add_health_routes(app, rests_on, metrics.registry)
    host, port = settings.http_host, settings.http_port
    runner = await serve(app, host, port, metrics=metrics.service, tls=settings.tls())
    stack.push_async_callback(runner.cleanup)
    return app[HEALTH]


def broker_pings(
    publisher: BrokerPublisher, consumer: BrokerConsumer, reads: Collection[str]
) -> Mapping[str, Ping]:
    """Return what readiness asks of the broker."""
    return {
        "broker": publisher.ping,
        "deliveries": consumer.ping,
        "queues": _queues(publisher, consumer, reads),
    }


def _queues(publisher: BrokerPublisher, consumer: BrokerConsumer, reads: Collection[str]) -> Ping:
    """Ask for the queues of this service only: without another service's queues it can still do its own work."""

    async def check() -> None:
        await publisher.check_queues(reads)
        await consumer.check_queues(reads)

    return check
