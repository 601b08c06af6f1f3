"""What every worker process is made of: the wiring that order-sync and receivement-sync share.

A service brings its settings, its queues and its handlers; everything else is built here, once.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from aiohttp import web

from flow_omnium.jobs.broker.consumer import BrokerConsumer, Reading
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.measured_publisher import MeasuredPublisher
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.jobs.broker.traced_publisher import traced
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.ledger.pauses import PAUSES
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.relay.relay import RELAY
from flow_omnium.jobs.worker.chain import JobChain, WorkerPolicy
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.leases import LEASES
from flow_omnium.jobs.worker.ledger_jobs import LedgerJobs
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.rescue import Parts, Rescue
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.jobs.worker.stores import OpenLedger, Stores, open_stores
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.runtime.dependency_watch import DependencyWatch
from flow_omnium.runtime.health import HEALTH, Dependencies, Health, Ping, add_health_routes
from flow_omnium.runtime.http_metrics import measuring
from flow_omnium.runtime.http_server import serve
from flow_omnium.runtime.settings.process import HttpSettings
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.schema.catalogue import all_queues, own_queues
from flow_omnium.tokens.manager_client import TokenManagerClient
from flow_omnium.tokens.source import TokenSource

_NEEDED_TASKS = (LEASES, PAUSES, RELAY)
"""Background tasks without which a worker is not ready: no job may outlive its lease, none may run that is paused, and
a version whose relay cannot run must not be rolled out. The connections to the broker answer for themselves."""

BuildHandlers = Callable[[WorkerServiceSettings, aiohttp.ClientSession, TokenSource, CallWatch], Handlers]
OpenPublisher = Callable[[str, str, Sequence[Queue], Supervisor], BrokerPublisher]


def open_broker_publisher(
    url: str, name: str, queues: Sequence[Queue], supervisor: Supervisor
) -> BrokerPublisher:
    """Return the publisher that every service uses."""
    return BrokerPublisher(url, name=name, queues=queues, supervisor=supervisor)


@dataclass(frozen=True)
class WorkerService:
    """What one worker service brings: its name, its queues, its handlers; the two `open_…` are seams for tests."""

    name: str
    reads: Sequence[str]
    build_handlers: BuildHandlers
    open_ledger: OpenLedger = MongoRunLedger
    open_publisher: OpenPublisher = open_broker_publisher

    @property
    def owner(self) -> str:
        """The name of this very process, in leases."""
        return f"{self.name}@{socket.gethostname()}:{os.getpid()}"


async def serve_worker(service: WorkerService, settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Work off the queues until told to stop, then finish what runs and close everything in order.

    Health and metrics are served from before the first delivery until after the last: an operator sees what a start
    waits for, and what an end does.
    """
    async with AsyncExitStack() as stack:
        stores = await open_stores(stack, settings, service.name, service.open_ledger)
        handlers = await _open_handlers(stack, settings, service, stores)
        parts = await _open_parts(stack, settings, service, stores, handlers)
        health = await _open_health(stack, settings, stores, _broker_pings(parts, service))
        # A claim without its unique index would not exclude, and one by another clock than the others' would not last:
        # no delivery is taken before the indexes stand and the clock is set.
        if not await stores.schema.stands_before(stop) or not await stores.clock.set_before(stop):
            return
        stop_taking = await Rescue(settings, stores, service.owner, service.reads).start(stack, parts)
        await stack.enter_async_context(parts.consumer)
        await stop.wait()
        stop_taking()
        await health.drain(0)


async def _open_parts(
    stack: AsyncExitStack,
    settings: WorkerServiceSettings,
    service: WorkerService,
    stores: Stores,
    handlers: Handlers,
) -> Parts:
    """Open what jobs go through, but for the reading of queues: no delivery comes yet."""
    url = settings.amqp_url.get_secret_value()
    # Every work queue, since the relay publishes to all of them; the wait queues of those that are read.
    topology = all_queues(settings.retry_unit_seconds, service.reads)
    publisher = await stack.enter_async_context(
        service.open_publisher(url, service.name, topology, stores.supervisor)
    )
    measured = MeasuredPublisher(publisher, stores.metrics.publishing)
    dispatch = Dispatch(traced(measured, stores.tracer), stores.supervisor)
    stack.push_async_callback(dispatch.settled)
    slots = TenantJobSlots(settings.tenant_concurrency)
    chain = _chain(settings, stores, dispatch, handlers, slots, service)
    worker = Worker(chain, slots, dispatch, concurrency=settings.worker_concurrency)
    consumer = _consumer(settings, service, stores, worker)
    return Parts(chain, worker, dispatch, publisher, consumer)


def _consumer(
    settings: WorkerServiceSettings, service: WorkerService, stores: Stores, worker: Worker
) -> BrokerConsumer:
    own = own_queues(settings.retry_unit_seconds, service.reads)
    consumer = BrokerConsumer(
        settings.amqp_url.get_secret_value(),
        name=service.name,
        reading=Reading(service.reads, own, settings.worker_concurrency),
        on_delivery=worker.on_delivery,
        supervisor=stores.supervisor,
        tell=stores.schema.teller("consumer"),
    )
    stores.metrics.watch_consumer(consumer, service.reads)
    return consumer


def _chain(
    settings: WorkerServiceSettings,
    stores: Stores,
    dispatch: Dispatch,
    handlers: Handlers,
    slots: TenantJobSlots,
    service: WorkerService,
) -> JobChain:
    stores.metrics.worker.tenant_cap.set(settings.tenant_concurrency)
    lease = timedelta(seconds=settings.lease_seconds)
    timeout = timedelta(seconds=settings.job_timeout_seconds)
    runner = JobRunner(
        handlers,
        stores.tenants.lookup,
        stores.leases,
        stores.clock,
        timeout=timeout,
        others=LedgerJobs(stores.ledger, dispatch, stores.clock, stores.marks),
    )
    policy = WorkerPolicy(service.owner, stores.clock, lease, settings.retry_unit_seconds, service.reads)
    report = JobReport(stores.metrics.worker, stores.tracer)
    return JobChain(runner, stores.ledger, dispatch, stores.gate, slots, policy, report=report)


def _broker_pings(parts: Parts, service: WorkerService) -> Mapping[str, Ping]:
    async def check_queues() -> None:
        """Ask only for those that this service works with: without another service's it can do its own work."""
        await parts.publisher.check_queues(service.reads)
        await parts.consumer.check_queues(service.reads)

    return {"broker": parts.publisher.ping, "deliveries": parts.consumer.ping, "queues": check_queues}


async def _open_handlers(
    stack: AsyncExitStack, settings: WorkerServiceSettings, service: WorkerService, stores: Stores
) -> Handlers:
    asking = await stack.enter_async_context(aiohttp.ClientSession())
    tokens = TokenManagerClient(
        asking,
        str(settings.token_manager_url),
        settings.internal_api_key,
        clock=stores.clock,
        tracer=stores.tracer,
        authority=settings.token_manager_ca_file,
    )
    watch = CallWatch(stores.metrics.downstream, stores.tracer)
    # Jobs share their tokens, so only what is called in the name of one job is fenced.
    fenced = aiohttp.ClientSession(trace_configs=[stores.leases.fence.trace_config()])
    session = await stack.enter_async_context(fenced)
    return service.build_handlers(settings, session, tokens, watch)


async def _open_health(
    stack: AsyncExitStack, settings: HttpSettings, stores: Stores, broker: Mapping[str, Ping]
) -> Health:
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
