"""Processes of catalog-sync on one clock: each has its scheduler and its connections, and may die at any call."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import aiohttp
from prometheus_client import CollectorRegistry

from catalog_sync.app import syncs_of, tasks_of
from catalog_sync.schedules import settings_of
from catalog_sync.task_parts import TaskParts
from flow_omnium.exported_rows.memory import MemoryRows
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.sync import SyncHandler
from flow_omnium.jobs.worker.fence import Fence
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.runtime.metrics import Registrar, TaskMetrics
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.tasks.heartbeat import Heartbeat
from flow_omnium.tasks.loop import TaskScheduler
from flow_omnium.tasks.memory import MemoryTaskStore
from flow_omnium.tasks.policy import TaskPolicy
from flow_omnium.tasks.report import TaskReport
from flow_omnium.tasks.running import TaskRunner
from flow_omnium.tasks.standing import AllTenantTasks
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.token_source import OneToken
from simulators.testing import Api

LEASE: Final = timedelta(seconds=60)


@dataclass
class Pace:
    """The time of everybody: it stands still until it is moved on."""

    at: datetime = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the present."""
        return self.at

    def __call__(self) -> datetime:
        return self.at


class Died(BaseException):
    """The process is gone: nothing that it would have done comes after."""


@dataclass
class Fuse:
    """How many calls to Flow are left until the process dies: `before` one, or after it, once its answer is there."""

    left: int | None = None
    is_before: bool = False
    is_burnt: bool = False

    def burn(self, *, is_before: bool) -> None:
        """Pass a call. Raises Died when it is the last one, and for whatever is tried after."""
        if self.is_burnt:
            raise Died
        if self.left is None or is_before != self.is_before:
            return
        self.left -= 1
        if self.left < 0:
            self.is_burnt = True
            raise Died


class MortalRows(MemoryRows):
    """The rows that all replicas share, as one of them reaches them."""

    def __init__(self, shared: MemoryRows, fuse: Fuse) -> None:
        super().__init__()
        self._rows = shared._rows
        self._fuse = fuse

    async def note(self, tenant_uid: str, rows: object) -> None:
        """See `RowStore.note`."""
        if self._fuse.is_burnt:
            raise Died
        await super().note(tenant_uid, rows)  # type: ignore[arg-type]


@dataclass
class Shared:
    """What outlives every process: the database's part, and time."""

    omnium: Api
    flow: Api
    pace: Pace = field(default_factory=Pace)
    rows: MemoryRows = field(default_factory=MemoryRows)
    tasks: MemoryTaskStore = field(default_factory=MemoryTaskStore)


class Replica:
    """One process. Once it is dead, another one takes its place."""

    def __init__(self, name: str, shared: Shared, tenant: Tenant) -> None:
        self.fuse = Fuse()
        self.tenant = tenant
        self._shared = shared
        self._session = aiohttp.ClientSession(trace_configs=[_trace(self.fuse)])
        token = OneToken(shared.omnium.token)
        omnium = OmniumClient(self._session, token, shared.omnium.url, 3)
        flow = FlowClient(self._session, f"{shared.flow.url}/v2")
        rows = MortalRows(shared.rows, self.fuse)
        self._parts = TaskParts(omnium, flow, rows, shared.tasks, shared.pace)
        self._scheduler = self._scheduler_of(name)

    async def work(self) -> None:
        """Look for what is due, again and again until nothing is, or until the process is dead."""
        while not self.fuse.is_burnt:
            with suppress(Died):
                await self._scheduler.look()
            if not self._scheduler.running:
                return
            while self._scheduler.running:  # noqa: ASYNC110 - a run that is killed tells nobody
                await asyncio.sleep(0.001)

    async def handle(self, kind: JobKind, key: str) -> None:
        """Work off the job of an event; where it fails, the scheduled task will see to it."""
        job = JobContext("job", self.tenant, kind, key, {}, self._shared.pace.now(), is_rerun=True)
        with suppress(JobInterrupted, Died):
            await SyncHandler(syncs_of(self._parts)[kind])(job)

    async def close(self) -> None:
        """End its connections."""
        await self._session.close()

    def _scheduler_of(self, name: str) -> TaskScheduler:
        shared, supervisor = self._shared, Supervisor()
        policy = TaskPolicy(name, shared.pace, LEASE, retry_unit_seconds=60)
        report = TaskReport(TaskMetrics(Registrar(CollectorRegistry())))
        tasks = tasks_of(self._parts)
        heartbeat = Heartbeat(shared.tasks, policy, Fence(shared.pace), supervisor)
        runner = TaskRunner(shared.tasks, tasks, heartbeat, policy, report)
        settings = partial(settings_of, offered=tuple(tasks))
        standings = AllTenantTasks(lambda: [self.tenant], settings, lambda _uid: False)
        return TaskScheduler(shared.tasks, runner, standings, policy, report, supervisor)


def _trace(fuse: Fuse) -> aiohttp.TraceConfig:
    """Burn the fuse at each write: GETs change nothing, so nothing is different after one."""

    async def on_start(_session: object, _context: object, begun: aiohttp.TraceRequestStartParams) -> None:
        if begun.method != "GET" and "/v2/" in begun.url.path:
            fuse.burn(is_before=True)

    async def on_end(_session: object, _context: object, ended: aiohttp.TraceRequestEndParams) -> None:
        if ended.method != "GET" and "/v2/" in ended.url.path:
            fuse.burn(is_before=False)

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(on_start)
    trace.on_request_end.append(on_end)
    trace.freeze()
    return trace
