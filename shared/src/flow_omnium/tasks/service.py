"""The scheduler of a worker service: what looks for the tasks that are due there, and runs them."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import Final

from flow_omnium.jobs.worker.service import Neighbours
from flow_omnium.runtime.metrics import TaskMetrics
from flow_omnium.tasks.contract import TaskStore
from flow_omnium.tasks.heartbeat import Heartbeat
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.loop import TaskScheduler
from flow_omnium.tasks.policy import TaskPolicy
from flow_omnium.tasks.report import TaskReport
from flow_omnium.tasks.running import TaskRunner
from flow_omnium.tasks.standing import AllTenantTasks, OfferedSettings
from flow_omnium.tasks.task import Task

LOOKS_PER_PASS: Final = 2
"""How often a look for tasks comes while the relay looks once: every five seconds, unless it is told otherwise."""


async def begin_scheduler(
    stack: AsyncExitStack,
    near: Neighbours,
    store: TaskStore,
    tasks: Mapping[TaskName, Task],
    settings_of: OfferedSettings,
    metrics: TaskMetrics,
) -> None:
    """Begin to look for tasks that are due; on leaving the stack their runs are given a grace."""
    stores, policy, report = near.stores, _policy(near), TaskReport(metrics)
    heartbeat = Heartbeat(store, policy, stores.leases.fence, stores.supervisor)
    runner = TaskRunner(store, tasks, heartbeat, policy, report)
    settings = partial(settings_of, offered=tuple(tasks))
    standings = AllTenantTasks(stores.tenants.known, settings, stores.gate.pauses_tenant)
    scheduler = TaskScheduler(store, runner, standings, policy, report, stores.supervisor)
    await stack.enter_async_context(scheduler)


def _policy(near: Neighbours) -> TaskPolicy:
    settings = near.settings
    return TaskPolicy(
        near.owner,
        near.stores.clock,
        timedelta(seconds=settings.lease_seconds),
        settings.retry_unit_seconds,
        poll_seconds=settings.relay_interval_seconds / LOOKS_PER_PASS,
    )
