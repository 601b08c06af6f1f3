"""What a worker service does again and again beside its jobs: it polls, and makes jobs as events do; it compares once a week."""

from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack

from flow_omnium.jobs.ledger.seen import MongoSeen
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.service import Neighbours
from flow_omnium.polling import intervals
from flow_omnium.polling.source import Source
from flow_omnium.polling.task import PollTask
from flow_omnium.reconciliation.weekly import weekly_of
from flow_omnium.runtime.metrics import TaskMetrics
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.service import begin_scheduler
from flow_omnium.tasks.settings import TaskSettings
from flow_omnium.tasks.task import Task
from flow_omnium.tenants.tenant import Tenant

POLLS_AT_ONCE = 1
"""Calls at once to Omnium of all polls of a tenant: orders must not wait for them."""


async def begin_polls(
    stack: AsyncExitStack,
    near: Neighbours,
    jobs: LedgerJobs,
    sources: Mapping[TaskName, Source],
    compares: Mapping[TaskName, Task],
) -> None:
    """Begin to poll these sources, each tenant's by its settings, and to run what compares both systems."""
    database = near.stores.client[near.settings.mongodb_database]
    seen = MongoSeen(database)
    polls: dict[TaskName, Task] = {name: PollTask(source, seen, jobs) for name, source in sources.items()}
    tasks = {**polls, **compares}
    metrics = TaskMetrics(near.stores.metrics.registrar)
    await begin_scheduler(stack, near, MongoTaskStore(database), tasks, settings_of, metrics)


def settings_of(tenant: Tenant, offered: Iterable[TaskName]) -> TaskSettings:
    """Return when a tenant's polls and reconciliations run."""
    names = tuple(offered)
    polls = intervals.settings_of(tenant, names)
    return TaskSettings({**polls.schedules, **weekly_of(tenant, names)}, full_every=None)
