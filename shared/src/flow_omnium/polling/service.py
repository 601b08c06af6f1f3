"""The polls of a worker service: begun beside its jobs, and making jobs as events do."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from flow_omnium.jobs.ledger.seen import MongoSeen
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.service import Neighbours
from flow_omnium.polling.intervals import settings_of
from flow_omnium.polling.source import Source
from flow_omnium.polling.task import PollTask
from flow_omnium.runtime.metrics import TaskMetrics
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.service import begin_scheduler

POLLS_AT_ONCE = 1
"""Calls at once to Omnium of all polls of a tenant: orders must not wait for them."""


async def begin_polls(
    stack: AsyncExitStack, near: Neighbours, jobs: LedgerJobs, sources: Mapping[TaskName, Source]
) -> None:
    """Begin to poll these sources, each tenant's by its settings."""
    database = near.stores.client[near.settings.mongodb_database]
    seen = MongoSeen(database)
    tasks = {name: PollTask(source, seen, jobs) for name, source in sources.items()}
    metrics = TaskMetrics(near.stores.metrics.registrar)
    await begin_scheduler(stack, near, MongoTaskStore(database), tasks, settings_of, metrics)
