"""What every worker process is made of: the wiring that order-sync and receivement-sync share.

A service brings its settings, its queues and its handlers; everything else is built here, once.
"""

import asyncio
import os
import socket
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
from aiohttp import web

from flow_omnium.customer_marks.mongo import MongoMarks
from flow_omnium.jobs.broker.consumer import BrokerConsumer, Reading
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.measured_publisher import MeasuredPublisher
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.jobs.broker.traced_publisher import traced
from flow_omnium.jobs.gate import Gate
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.backlog import MongoBacklog
from flow_omnium.jobs.ledger.contract import RunLedger
from flow_omnium.jobs.ledger.pauses import PAUSES, MongoPauses, PauseCache
from flow_omnium.jobs.ledger.reading import Unreadables
from flow_omnium.jobs.ledger.relaying import MongoRelayLedger
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.relay.relay import RELAY, Relay, RelayPolicy
from flow_omnium.jobs.relay.report import RelayWatch
from flow_omnium.jobs.relay.standby import STANDBY, Standby
from flow_omnium.jobs.worker.alone import ALONE_TASK, LoneRunner
from flow_omnium.jobs.worker.chain import JobChain, WorkerPolicy
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.leases import LEASES, LeaseRenewer
from flow_omnium.jobs.worker.ledger_jobs import LedgerJobs
from flow_omnium.jobs.worker.metrics import WorkerServiceMetrics
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.runtime.database import Database, DatabaseClient, connect, ping
from flow_omnium.runtime.database_clock import DatabaseClock
from flow_omnium.runtime.dependency_watch import DependencyWatch
from flow_omnium.runtime.health import HEALTH, Dependencies, Health, Ping, add_health_routes
from flow_omnium.runtime.http_metrics import measuring
from flow_omnium.runtime.http_server import serve
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.loop_watchdog import LoopWatchdog
from flow_omnium.runtime.settings.process import HttpSettings
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.runtime.tracing import Tracer, open_tracer
from flow_omnium.schema.catalogue import all_queues, own_queues
from flow_omnium.schema.database import DatabaseSchema
from flow_omnium.schema.watch import SchemaWatch
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.tenants.keyring import Keyring, Purpose
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.repository import TenantReader
from flow_omnium.tenants.stored import whole_tenant
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.manager_client import TokenManagerClient
from flow_omnium.tokens.source import TokenSource

_NEEDED_TASKS = (LEASES, PAUSES, RELAY)
"""Background tasks without which a worker is not ready: no job may outlive its lease, none may run that is paused, and
a version whose relay cannot run must not be rolled out. The connections to the broker answer for themselves."""

BuildHandlers = Callable[[WorkerServiceSettings, aiohttp.ClientSession, TokenSource, CallWatch], Handlers]
OpenLedger = Callable[[Database, Unreadables], RunLedger]
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
        stores = await _open_stores(stack, settings, service)
        handlers = await _open_handlers(stack, settings, service, stores)
        # Every work queue, since the relay publishes to all of them; the wait queues of those that are read.
        topology = all_queues(settings.retry_unit_seconds, service.reads)
        own = own_queues(settings.retry_unit_seconds, service.reads)
        url = settings.amqp_url.get_secret_value()
        publisher = await stack.enter_async_context(
            service.open_publisher(url, service.name, topology, stores.supervisor)
        )
        measured = MeasuredPublisher(publisher, stores.metrics.publishing)
        dispatch = Dispatch(traced(measured, stores.tracer), stores.supervisor)
        stack.push_async_callback(dispatch.settled)
        slots = TenantJobSlots(settings.tenant_concurrency)
        chain = _chain(settings, stores, dispatch, handlers, slots, service)
        worker = Worker(chain, slots, dispatch, concurrency=settings.worker_concurrency)
        consumer = BrokerConsumer(
            url,
            name=service.name,
            reading=Reading(service.reads, own, settings.worker_concurrency),
            on_delivery=worker.on_delivery,
            supervisor=stores.supervisor,
            tell=stores.schema.teller("consumer"),
        )
        stores.metrics.watch_consumer(consumer, service.reads)
        broker = {
            "broker": publisher.ping,
            "deliveries": consumer.ping,
            "queues": _queues(publisher, consumer, service),
        }
        health = await _open_health(stack, settings, stores, broker)
        # A claim without its unique index would not exclude, and one by another clock than the others' would not last:
        # no delivery is taken before the indexes stand and the clock is set.
        if not await stores.schema.stands_before(stop) or not await stores.clock.set_before(stop):
            return
        parts = _Parts(chain, worker, dispatch, publisher, consumer)
        stop_taking = await _look_after(stack, settings, stores, service, parts)
        await stack.enter_async_context(consumer)
        await stop.wait()
        stop_taking()
        await health.drain(0)


@dataclass(frozen=True)
class _Stores:
    """Everything that rests on the database."""

    client: DatabaseClient
    schema: SchemaWatch
    ledger: RunLedger
    relay_ledger: MongoRelayLedger
    tenants: TenantDirectory[Tenant]
    gate: Gate
    leases: LeaseRenewer
    clock: DatabaseClock
    backlog: MongoBacklog
    marks: MongoMarks
    metrics: WorkerServiceMetrics
    tracer: Tracer
    supervisor: Supervisor

    async def ping(self) -> None:
        await ping(self.client)


async def _open_stores(
    stack: AsyncExitStack, settings: WorkerServiceSettings, service: WorkerService
) -> _Stores:
    metrics, tracer = WorkerServiceMetrics(), open_tracer(service.name, settings.otel_exporter_otlp_endpoint)
    stack.push_async_callback(tracer.close)
    supervisor = stack.enter_context(Supervisor(metrics.service))
    url = settings.mongodb_url.get_secret_value()
    logger = get_logger("database")
    client = connect(url, application=service.name, listeners=tracer.database_listeners, logger=logger)
    stack.callback(client.close)
    database = client[settings.mongodb_database]
    watch = SchemaWatch(DatabaseSchema(database), metrics.schema, supervisor)
    schema = await stack.enter_async_context(watch)
    keyring = Keyring.of({Purpose.FLOW: settings.flow_keys()}, settings.destinations())
    # Omnium's secrets are the token-manager's, and webhook secrets the gateway's: a worker opens neither.
    reader = TenantReader(database[TENANTS], whole_tenant(keyring, frozenset({Purpose.FLOW})))
    tenants = await stack.enter_async_context(TenantDirectory(reader, metrics.service, supervisor))
    pauses = await stack.enter_async_context(PauseCache(MongoPauses(database), supervisor))
    gate = Gate(tenants.lookup, lambda: pauses.scopes)
    clock = await stack.enter_async_context(DatabaseClock(client, metrics.service, supervisor))
    unreadables = Unreadables(metrics.service)
    ledger = service.open_ledger(database, unreadables)
    leases = LeaseRenewer(ledger, clock, timedelta(seconds=settings.lease_seconds), supervisor)
    await stack.enter_async_context(leases)
    relay_ledger, backlog = MongoRelayLedger(database, unreadables), MongoBacklog(database)
    return _Stores(
        client=client,
        schema=schema,
        ledger=ledger,
        relay_ledger=relay_ledger,
        tenants=tenants,
        gate=gate,
        leases=leases,
        clock=clock,
        backlog=backlog,
        marks=MongoMarks(database),
        metrics=metrics,
        tracer=tracer,
        supervisor=supervisor,
    )


def _chain(
    settings: WorkerServiceSettings,
    stores: _Stores,
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


@dataclass(frozen=True)
class _Parts:
    """What jobs go through."""

    chain: JobChain
    worker: Worker
    dispatch: Dispatch
    publisher: BrokerPublisher
    consumer: BrokerConsumer


async def _look_after(
    stack: AsyncExitStack,
    settings: WorkerServiceSettings,
    stores: _Stores,
    service: WorkerService,
    parts: _Parts,
) -> Callable[[], None]:
    """Start what finds the jobs that no message brings; return what ends all taking of jobs."""
    watchdog = LoopWatchdog(settings.lease_seconds, lambda: stores.leases.running, stores.supervisor)
    await stack.enter_async_context(watchdog)
    relay = _relay(settings, stores, parts, service)
    await stack.enter_async_context(stores.supervisor.running(RELAY, relay.run))
    standby = _standby(settings, stores, parts, service)
    await stack.enter_async_context(stores.supervisor.running(STANDBY, standby.run))
    lone = _lone_runner(settings, stores, parts)
    await stack.enter_async_context(stores.supervisor.running(ALONE_TASK, lone.run))

    def stop_taking() -> None:
        for each in (parts.chain, standby, lone):
            each.stop()

    return stop_taking


def _lone_runner(settings: WorkerServiceSettings, stores: _Stores, parts: _Parts) -> LoneRunner:
    return LoneRunner(
        parts.chain,
        stores.leases,
        interval=settings.relay_interval_seconds,
        patience=settings.job_timeout_seconds,
    )


def _relay(settings: WorkerServiceSettings, stores: _Stores, parts: _Parts, service: WorkerService) -> Relay:
    policy = _policy(settings, service.owner, QUEUES)
    depth, gate = parts.publisher.depth, stores.gate
    watch = RelayWatch(stores.backlog, depth, stores.metrics.relay, QUEUES)
    return Relay(stores.relay_ledger, parts.dispatch, gate, depth, stores.clock, policy, watch=watch)


def _standby(
    settings: WorkerServiceSettings, stores: _Stores, parts: _Parts, service: WorkerService
) -> Standby:
    policy = _policy(settings, service.owner, service.reads)
    return Standby(
        parts.worker,
        stores.relay_ledger,
        parts.publisher,
        stores.clock,
        policy,
        limit=settings.worker_concurrency,
        subscribe_afresh=parts.consumer.subscribe_afresh,
        supervisor=stores.supervisor,
    )


def _policy(settings: WorkerServiceSettings, owner: str, queues: Collection[str]) -> RelayPolicy:
    return RelayPolicy(
        owner=owner,
        queues=queues,
        interval=timedelta(seconds=settings.relay_interval_seconds),
        grace=timedelta(seconds=settings.relay_grace_seconds),
        retry_unit_seconds=settings.retry_unit_seconds,
    )


def _queues(publisher: BrokerPublisher, consumer: BrokerConsumer, service: WorkerService) -> Ping:
    """Whether those are there that this service works with; without another service's it can do its own work."""

    async def check() -> None:
        await publisher.check_queues(service.reads)
        await consumer.check_queues(service.reads)

    return check


async def _open_handlers(
    stack: AsyncExitStack, settings: WorkerServiceSettings, service: WorkerService, stores: _Stores
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
    stack: AsyncExitStack, settings: HttpSettings, stores: _Stores, broker: Mapping[str, Ping]
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
