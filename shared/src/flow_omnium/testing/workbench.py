"""A whole worker in this process, on the real broker and database, with a handler that the test tells what to do."""

import asyncio
import base64
import os
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus

import aiohttp

from flow_omnium.jobs.broker.dispatch import Dispatch
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.handler import Handlers, JobContext
from flow_omnium.jobs.kinds import ORDER_QUEUE, JobKind
from flow_omnium.jobs.ledger.contract import due_of
from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.outcomes import ApiCall, Failed
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.testing.jobs import a_message
from flow_omnium.testing.polling import until
from flow_omnium.testing.tenants import a_tenant, keyring_of

UNIT_SECONDS = 0.1
SETTINGS: Mapping[str, float] = {
    "retry_unit_seconds": UNIT_SECONDS,
    "relay_interval_seconds": 0.3,
    "relay_grace_seconds": 1,
    "lease_seconds": 5,
    "worker_concurrency": 8,
    "tenant_concurrency": 8,
}
TENANTS = ("broken", "healthy")
FLOW_CALL = ApiCall("flow", "GET", "/orders/{orderUid}")
"""The one call that each job makes."""


class Workbench:
    """One worker of orders, whose jobs fail for the tenants that are told to, and how to see what became of them.

    Settings of its own are named as the worker's.
    """

    def __init__(
        self, amqp_url: str, mongodb_url: str, database: Database, port: int, **settings: float
    ) -> None:
        self.failing: set[str] = {"broken"}
        self.error: Exception = Failed("down for the test")
        self.mended: set[str] = set()
        self._watch = CallWatch()
        self.run_seconds = 0.0
        self.running = 0
        self.most_at_once = 0
        self.runs: defaultdict[str, int] = defaultdict(int)
        self.log = JobLog(database)
        self._ledger = MongoIntakeLedger(database)
        self._key = os.urandom(32)
        self._database = database
        given = {
            "amqp_url": amqp_url,
            "mongodb_url": mongodb_url,
            "mongodb_database": database.name,
            "http_host": "127.0.0.1",
            "http_port": port,
            "internal_api_key": "key-between-our-services-of-this-test",
            "settings_encryption_keys": base64.b64encode(self._key).decode(),
            "token_manager_url": "http://127.0.0.1:9",
            **SETTINGS,
            **settings,
        }
        self._settings = WorkerServiceSettings.model_validate(given)
        self.environment = {name.upper(): str(value) for name, value in given.items()}

    async def apply_tenants(self) -> None:
        """Configure the tenants."""
        tenants = TenantRepository(self._database[COLLECTION], keyring_of(self._key))
        for uid in TENANTS:
            await tenants.apply(a_tenant(uid), by="test")

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Run the worker meanwhile."""
        await self.apply_tenants()
        service, stop = WorkerService("order-sync", [ORDER_QUEUE], self._handlers), asyncio.Event()
        serving = Supervisor().start("the worker", serve_worker(service, self._settings, stop))
        try:
            assert await until("the worker is ready", self._is_ready)
            yield
        finally:
            stop.set()
            await serving

    async def accept(self, tenant_uid: str, keys: Sequence[str], dispatch: Dispatch | None = None) -> None:
        """Record events as the gateway does, and publish them unless the broker is out of reach."""
        now = datetime.now(UTC)
        jobs: list[JobMessage] = [a_message(key, tenant_uid=tenant_uid, at=now) for key in keys]
        recorded = await self._ledger.record(jobs)
        if dispatch is not None:
            await dispatch.announce(due_of(jobs, recorded))
            await dispatch.drained()

    async def entries(self, tenant_uid: str) -> Sequence[JobEntry]:
        """Return all that is known of the tenant's jobs."""
        return await self.log.find(JobFilter(tenant_uid=tenant_uid, limit=1_000))

    async def in_state(self, tenant_uid: str, state: str) -> int:
        """Count the tenant's jobs in a state."""
        return sum(entry.state.value == state for entry in await self.entries(tenant_uid))

    async def readiness(self) -> tuple[int, list[str]]:
        """Ask /readyz: its status, and the faults that it names."""
        url = f"http://127.0.0.1:{self._settings.http_port}/readyz"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            return answer.status, (await answer.json())["faults"]

    async def _is_ready(self) -> bool:
        try:
            status, _ = await self.readiness()
        except aiohttp.ClientError:
            return False
        return status == HTTPStatus.OK

    def _handlers(self, near: Neighbours) -> Handlers:
        self._watch = near.watch
        return {JobKind.INBOUND_ORDER: self._handle}

    async def _handle(self, job: JobContext) -> None:
        uid = job.tenant.tenant_uid
        self.runs[uid] += 1
        self.running += uid in self.failing
        self.most_at_once = max(self.most_at_once, self.running)
        try:
            await asyncio.sleep(self.run_seconds)
        finally:
            self.running -= uid in self.failing
        with self._watch.call(FLOW_CALL, uid):
            if uid in self.failing and uid not in self.mended:
                raise self.error
