"""What every worker process is made of: the wiring that order-sync and receivement-sync share.

A service brings its settings, its queues and its handlers; everything else is built here, once.
"""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

import aiohttp
from aiohttp import web
from prometheus_client import REGISTRY

from flow_omnium.jobs.consumer import BrokerConsumer
from flow_omnium.jobs.dispatch import Dispatch
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.ledger import LedgerUnavailableError
from flow_omnium.jobs.mongo_ledger import MongoLedger
from flow_omnium.jobs.publisher import BrokerPublisher
from flow_omnium.jobs.runner import JobRunner
from flow_omnium.jobs.topology import Queue, wait_queues, work_queues
from flow_omnium.jobs.worker import Worker, WorkerPolicy
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.runtime.database import DatabaseClient, connect, ping
from flow_omnium.runtime.eventually import eventually
from flow_omnium.runtime.http_server import Ping, add_health_routes, serve
from flow_omnium.runtime.settings import (
    ApiSettings,
    BrokerSettings,
    DatabaseSettings,
    EncryptionSettings,
    HttpSettings,
    InternalKeySettings,
    LogSettings,
    TokenManagerSettings,
    WorkerSettings,
)
from flow_omnium.tenants.directory import TenantDirectory
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.repository import TenantRepository
from flow_omnium.tenants.secret_box import SecretBox
from flow_omnium.tokens.manager_client import TokenManagerClient
from flow_omnium.tokens.source import TokenSource


class WorkerServiceSettings(
    BrokerSettings,
    DatabaseSettings,
    EncryptionSettings,
    HttpSettings,
    InternalKeySettings,
    ApiSettings,
    TokenManagerSettings,
    WorkerSettings,
    LogSettings,
):
    """What a worker process reads from the environment."""


BuildHandlers = Callable[[WorkerServiceSettings, aiohttp.ClientSession, TokenSource], Handlers]


async def serve_worker(
    settings: WorkerServiceSettings,
    stop: asyncio.Event,
    *,
    name: str,
    reads: Sequence[str],
    build_handlers: BuildHandlers,
) -> None:
    """Work off the queues until told to stop, then finish what runs and close everything in order."""
    async with AsyncExitStack() as stack:
        client = connect(settings.mongodb_url.get_secret_value(), application=name)
        stack.callback(client.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        handlers = build_handlers(settings, session, _tokens(settings, session))
        pings = await _start_working(stack, settings, client, handlers, _Identity(name, reads))
        runner = await serve(_health_app(pings), settings.http_host, settings.http_port)
        stack.push_async_callback(runner.cleanup)
        await stop.wait()


class _Identity:
    """Who the process is and what it reads."""

    def __init__(self, name: str, reads: Sequence[str]) -> None:
        self.name = name
        self.reads = reads
        self.owner = f"{name}@{socket.gethostname()}:{os.getpid()}"

    def queues(self, retry_unit_seconds: float) -> list[Queue]:
        return [
            queue
            for name in self.reads
            for queue in (*work_queues(name), *wait_queues(name, retry_unit_seconds))
        ]


async def _start_working(
    stack: AsyncExitStack,
    settings: WorkerServiceSettings,
    client: DatabaseClient,
    handlers: Handlers,
    identity: _Identity,
) -> dict[str, Ping]:
    database = client[settings.mongodb_database]
    clock = SystemClock()
    ledger = MongoLedger(database)
    # A claim without its unique index would not exclude: no delivery is taken before the indexes stand.
    await eventually("ledger indexes", ledger.ensure_indexes, LedgerUnavailableError)
    tenants = await stack.enter_async_context(
        TenantDirectory(TenantRepository(database[TENANTS], SecretBox(settings.encryption_keys())))
    )
    queues = identity.queues(settings.retry_unit_seconds)
    url = settings.amqp_url.get_secret_value()
    publisher = await stack.enter_async_context(BrokerPublisher(url, name=identity.name, queues=queues))
    lease = timedelta(seconds=settings.lease_seconds)
    job_runner = JobRunner(
        handlers,
        tenants.lookup,
        ledger,
        clock,
        timeout=timedelta(seconds=settings.job_timeout_seconds),
        lease=lease,
    )
    policy = WorkerPolicy(identity.owner, lease, settings.retry_unit_seconds, settings.worker_concurrency)
    worker = Worker(job_runner, ledger, Dispatch(publisher, ledger, clock), clock, policy)
    consumer = await stack.enter_async_context(
        BrokerConsumer(
            url,
            name=identity.name,
            queues=queues,
            reads=identity.reads,
            prefetch=settings.worker_concurrency,
            on_delivery=worker.on_delivery,
        )
    )
    return {"broker": publisher.ping, "deliveries": consumer.ping, "database": _database_ping(client)}


def _database_ping(client: DatabaseClient) -> Callable[[], Awaitable[None]]:
    return lambda: ping(client)


def _tokens(settings: WorkerServiceSettings, session: aiohttp.ClientSession) -> TokenSource:
    return TokenManagerClient(session, str(settings.token_manager_url), settings.internal_api_key)


def _health_app(pings: dict[str, Ping]) -> web.Application:
    app = web.Application()
    add_health_routes(app, pings, REGISTRY)
    return app
