"""What every worker process is made of: the composition root that all workers share.

A service brings its settings, its queues and its handlers; everything else is built here, once.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.broker.consumer import BrokerConsumer, Reading
from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.broker.measured_publisher import MeasuredPublisher
from flow_omnium.jobs.broker.publisher import BrokerPublisher
from flow_omnium.jobs.broker.topology import Queue
from flow_omnium.jobs.broker.traced_publisher import traced
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.worker.chain import JobChain
from flow_omnium.jobs.worker.deliveries import Worker
from flow_omnium.jobs.worker.fenced_connector import fenced_session
from flow_omnium.jobs.worker.health import broker_pings, open_health
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.policy import WorkerPolicy
from flow_omnium.jobs.worker.report import JobReport
from flow_omnium.jobs.worker.rescue import Parts, Rescue
from flow_omnium.jobs.worker.runner import JobRunner
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.jobs.worker.slots import TenantJobSlots
from flow_omnium.jobs.worker.stores import OpenLedger, Stores, open_stores
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.schema.catalogue import all_queues, own_queues
from flow_omnium.tokens.manager_client import TokenManagerClient
from flow_omnium.tokens.source import TokenSource

OpenPublisher = Callable[[str, str, Sequence[Queue], Supervisor], BrokerPublisher]


def open_broker_publisher(
    url: str, name: str, queues: Sequence[Queue], supervisor: Supervisor
) -> BrokerPublisher:
    """Return the publisher that every service uses."""
    return BrokerPublisher(url, name=name, queues=queues, supervisor=supervisor)


@dataclass(frozen=True)
class Neighbours:
    """What a service's own parts are made from: its settings, how it calls Omnium and Flow, and what rests on the database."""

    owner: str
    """The name of this process in leases."""
    settings: WorkerServiceSettings
    session: aiohttp.ClientSession
    tokens: TokenSource
    watch: CallWatch
    stores: Stores
    clients: dict[int, OmniumClient] = field(default_factory=dict)

    def omnium(self, at_once: int | None = None) -> OmniumClient:
        """Return the client of Omnium with `at_once` calls at once per tenant, else OMNIUM_MAX_CONCURRENCY.

        Whoever asks for as many is given the same one, since a client counts only its own calls.
        """
        most = at_once or self.settings.omnium_max_concurrency
        if most not in self.clients:
            self.clients[most] = self._client_of_omnium(most)
        return self.clients[most]

    def _client_of_omnium(self, at_once: int) -> OmniumClient:
        to, proxies = self.settings.destinations().omnium, self.settings.proxies()
        return OmniumClient(self.session, self.tokens, to, at_once, watch=self.watch, proxies=proxies)

    def flow(self) -> FlowClient:
        """Make a client of Flow."""
        to, proxies = self.settings.destinations().flow, self.settings.proxies()
        return FlowClient(self.session, to, watch=self.watch, proxies=proxies)


BuildHandlers = Callable[[Neighbours], Handlers]
BeginMore = Callable[[AsyncExitStack, Neighbours, LedgerJobs], Awaitable[None]]
"""Begins what a service does beside its jobs, and what makes jobs there; the stack ends it."""


@dataclass(frozen=True)
class WorkerService:
    """What one worker service brings: its name, the queues it reads, its handlers, and what it does beside its jobs.

    Tests replace the two `open_…`.
    """

    name: str
    reads: Sequence[str]
    build_handlers: BuildHandlers
    begin_more: BeginMore | None = None
    open_ledger: OpenLedger = MongoRunLedger
    open_publisher: OpenPublisher = open_broker_publisher

    @property
    def owner(self) -> str:
        """The name of this process in leases."""
        return f"{self.name}@{socket.gethostname()}:{os.getpid()}"


async def serve_worker(service: WorkerService, settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Work off the queues until told to stop, then finish what runs and close everything in order.

    Health and metrics are served from before the first delivery until after the last, so an operator sees what a start
    waits for, and what an end does.
    """
    async with AsyncExitStack() as stack:
        stores = await open_stores(stack, settings, service.name, service.open_ledger)
        neighbours = await _open_neighbours(stack, settings, service.owner, stores)
        handlers = service.build_handlers(neighbours)
        parts = await _open_parts(stack, settings, service, stores, handlers)
        broker = broker_pings(parts.publisher, parts.consumer, service.reads)
        health = await open_health(stack, settings, stores, broker)
        # No delivery is taken before the indexes stand and the clock is set: a claim without its unique index would not
        # exclude another one, and a lease by another clock than the others' would end at the wrong time.
        if not await stores.schema.stands_before(stop) or not await stores.clock.set_before(stop):
            return
        if service.begin_more is not None:
            await service.begin_more(stack, neighbours, _jobs(stores, parts.dispatch))
        stop_taking = await Rescue(settings, stores, service.owner, service.reads).start(stack, parts)
        # The consumer is opened last and so closed first: its running jobs end while all that they need is still there.
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
    """Open the publisher, and build what jobs go through; the consumer is not opened yet."""
    url = settings.amqp_url.get_secret_value()
    # All work queues, since the relay publishes to each of them; wait queues only of those that are read here.
    topology = all_queues(settings.retry_unit_seconds, service.reads)
    opened = service.open_publisher(url, service.name, topology, stores.supervisor)
    publisher = await stack.enter_async_context(opened)
    measured = MeasuredPublisher(publisher, stores.metrics.publishing)
    dispatch = Dispatch(traced(measured, stores.tracer), stores.supervisor)
    stack.push_async_callback(dispatch.drained)
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
        others=_jobs(stores, dispatch),
        hearing=stores.hearing,
        paused_in=stores.gate.paused_in,
    )
    policy = WorkerPolicy(service.owner, stores.clock, lease, settings.retry_unit_seconds, service.reads)
    report = JobReport(stores.metrics.worker, stores.tracer)
    tell = stores.circuits.tell
    return JobChain(
        runner,
        stores.ledger,
        dispatch,
        stores.gate,
        slots,
        policy,
        report=report,
        tell=tell,
        supervisor=stores.supervisor,
    )


def _jobs(stores: Stores, dispatch: Dispatch) -> LedgerJobs:
    return LedgerJobs(stores.ledger, dispatch, stores.clock, stores.marks)


async def _open_neighbours(
    stack: AsyncExitStack, settings: WorkerServiceSettings, owner: str, stores: Stores
) -> Neighbours:
    asking = await stack.enter_async_context(aiohttp.ClientSession())
    tokens = TokenManagerClient(
        asking,
        str(settings.token_manager_url),
        settings.internal_api_key,
        clock=stores.clock,
        tracer=stores.tracer,
        authority=settings.token_manager_ca_file,
    )
    watch = CallWatch(stores.metrics.downstream, stores.tracer, stores.hearing)
    # The token-manager is not called through the fence: jobs share a token, so no single lease decides about it.
    session = await stack.enter_async_context(fenced_session(stores.leases.fence))
    return Neighbours(owner, settings, session, tokens, watch, stores)
