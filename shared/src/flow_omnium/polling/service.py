"""What a worker service does again and again beside its jobs: it polls, and makes jobs as events do; it compares once a week."""

from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from flow_omnium.jobs.ledger.seen import MongoSeen
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.service import Neighbours
from flow_omnium.overdue.contract import ReadsAgain
from flow_omnium.overdue.mongo import MongoAwaitedRecords
from flow_omnium.overdue.watch import OverdueGauge
from flow_omnium.overdue.watch_run import OverdueWatch
from flow_omnium.polling import intervals
from flow_omnium.polling.source import Source
from flow_omnium.polling.task import PollTask
from flow_omnium.reconciliation.weekly import weekly_of
from flow_omnium.runtime.metrics import OverdueMetrics, TaskMetrics
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.service import begin_scheduler
from flow_omnium.tasks.settings import TaskSettings
from flow_omnium.tasks.task import Task
from flow_omnium.tenants.tenant import Tenant

POLLS_AT_ONCE = 1
"""Calls at once to Omnium of all polls of a tenant: orders must not wait for them."""


@dataclass(frozen=True)
class Polls:
    """The polls of a service: the list that each reads, and what reads single records of it again."""

    sources: Mapping[TaskName, Source]
    again: Mapping[TaskName, ReadsAgain] = field(default_factory=dict)


async def begin_polls(
    stack: AsyncExitStack,
    near: Neighbours,
    jobs: LedgerJobs,
    polls: Polls,
    compares: Mapping[TaskName, Task],
) -> None:
    """Begin to poll, each tenant's lists by its settings, to tell what is overdue, and to run what compares both systems."""
    stores = near.stores
    database = stores.client[near.settings.mongodb_database]
    seen, awaited = MongoSeen(database), MongoAwaitedRecords(database)
    watch = OverdueWatch(awaited, seen, polls.again)
    tasks: dict[TaskName, Task] = {
        name: PollTask(source, seen, jobs, watch) for name, source in polls.sources.items()
    }
    metrics = OverdueMetrics(stores.metrics.registrar)
    gauge = OverdueGauge(
        awaited, polls.sources, metrics, stores.tenants.known, stores.clock, stores.supervisor
    )
    await stack.enter_async_context(gauge)
    every = {**tasks, **compares}
    runs = TaskMetrics(stores.metrics.registrar)
    await begin_scheduler(stack, near, MongoTaskStore(database), every, settings_of, runs)


def settings_of(tenant: Tenant, offered: Iterable[TaskName]) -> TaskSettings:
    """Return when a tenant's polls and reconciliations run."""
    names = tuple(offered)
    polls = intervals.settings_of(tenant, names)
    return TaskSettings({**polls.schedules, **weekly_of(tenant, names)}, full_every=None)
