"""A scheduler of tasks without a database, whose time is the loop's (see `virtual_time`)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from prometheus_client import CollectorRegistry

from flow_omnium.jobs.worker.fence import Fence
from flow_omnium.runtime.metrics import Registrar, TaskMetrics
from flow_omnium.runtime.supervision import Supervisor
from flow_omnium.tasks.heartbeat import Heartbeat
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.loop import TaskScheduler
from flow_omnium.tasks.memory import MemoryTaskStore
from flow_omnium.tasks.policy import TaskPolicy
from flow_omnium.tasks.record import TaskRecord
from flow_omnium.tasks.report import TaskReport
from flow_omnium.tasks.running import TaskRunner
from flow_omnium.tasks.settings import TaskSchedule, TaskSettings
from flow_omnium.tasks.standing import AllTenantTasks
from flow_omnium.tasks.task import TaskRun
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.testing.tenants import a_tenant
from flow_omnium.testing.virtual_time import LoopClock

LEASE: Final = timedelta(seconds=60)
EVERY_HALF_HOUR: Final = TaskSchedule("*/30 * * * *", "Europe/Oslo")
Does = Callable[[TaskRun], Awaitable[None]]


class ScriptedTask:
    """A task that does what a test says, and remembers its runs."""

    def __init__(self, does: Does | None = None) -> None:
        self.runs: list[TaskRun] = []
        self.does = does or self._nothing

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`."""
        self.runs.append(run)
        await self.does(run)

    @staticmethod
    async def _nothing(_run: TaskRun) -> None:
        await asyncio.sleep(0)


def settings_of(*tasks: TaskName, is_disabled: bool = False) -> TaskSettings:
    """Return settings in which these tasks run every half hour."""
    schedule = replace(EVERY_HALF_HOUR, is_disabled=is_disabled)
    return TaskSettings(dict.fromkeys(tasks, schedule), scope="NO")


@dataclass
class TaskBench:
    """The tenants and settings that schedulers see, and the store that they share."""

    tasks: Mapping[TaskName, ScriptedTask]
    tenants: list[Tenant] = field(default_factory=lambda: [a_tenant()])
    settings: dict[str, TaskSettings | Exception | None] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    store: MemoryTaskStore = field(default_factory=MemoryTaskStore)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.metrics = TaskMetrics(Registrar(self.registry))
        self.clock = LoopClock()
        self.fence = Fence(self.clock)

    def scheduler(self, owner: str = "worker-1", **policy: float) -> TaskScheduler:
        """Return the scheduler of one process."""
        supervisor, report = Supervisor(), TaskReport(self.metrics)
        numbers: Mapping[str, float] = MappingProxyType({"poll_seconds": 5, "grace_seconds": 20} | policy)
        chosen = TaskPolicy(
            owner,
            self.clock,
            LEASE,
            retry_unit_seconds=60,
            poll_seconds=numbers["poll_seconds"],
            at_once=int(numbers.get("at_once", 8)),
            foreseen=int(numbers.get("foreseen", 2_000)),
            grace_seconds=numbers["grace_seconds"],
        )
        heartbeat = Heartbeat(self.store, chosen, self.fence, supervisor)
        runner = TaskRunner(self.store, self.tasks, heartbeat, chosen, report)
        standings = AllTenantTasks(lambda: self.tenants, self._settings_of, self.paused.__contains__)
        return TaskScheduler(self.store, runner, standings, chosen, report, supervisor)

    async def record(self, task: TaskName, tenant_uid: str = "acme") -> TaskRecord:
        """Return what is kept of a task that must be there."""
        record = await self.store.read(tenant_uid, task)
        assert record is not None
        return record

    def value(self, name: str, **labels: str) -> float | None:
        """Return a metric, None where it is not served."""
        return self.registry.get_sample_value(f"flow_omnium_{name}", labels)

    def _settings_of(self, tenant: Tenant) -> TaskSettings | None:
        found = self.settings.get(tenant.tenant_uid, settings_of(*self.tasks))
        if isinstance(found, Exception):
            raise found
        return found
