"""order-sync and receivement-sync as they are, but for the pace at which they compare: five records a second would take as long
for a day of hundreds of orders as the whole of it may.

`python -m rigs.day.worker order-sync`, with `COMPARISONS_PER_SECOND` in the environment.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

import order_sync.app
import order_sync.polling.sources
import order_sync.reconciliation
import receivement_sync.app
import receivement_sync.polling.sources
import receivement_sync.reconciliation
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.ledger.seen import MongoSeen
from flow_omnium.jobs.sync import Syncs
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.polling.service import POLLS_AT_ONCE, begin_polls
from flow_omnium.polling.source import Source
from flow_omnium.reconciliation.compares import Compares
from flow_omnium.reconciliation.judging import Meaning
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.reconciliation.pace import Pace
from flow_omnium.reconciliation.run import ReportParts
from flow_omnium.reconciliation.task import ReconciliationTask
from flow_omnium.runtime.service import run_service
from flow_omnium.tasks.kind import TaskName

PER_SECOND: Final = "COMPARISONS_PER_SECOND"
AT_ONCE: Final = 8
"""Records that are compared at the same time, and calls at once to Omnium for it."""


@dataclass(frozen=True)
class Parts:
    """What one service is made of."""

    name: str
    reads: tuple[str, ...]
    handlers: Callable[[Neighbours], Handlers]
    syncs: Callable[[OmniumClient, FlowClient], Syncs]
    sources: Callable[[OmniumClient, FlowClient], Mapping[TaskName, Source]]
    compares: Callable[[OmniumClient, FlowClient], Mapping[ReconciliationKind, Compares]]
    meaning: Meaning
    task: TaskName


ORDERS: Final = Parts(
    order_sync.app.NAME,
    order_sync.app.READS,
    order_sync.app.build_handlers,
    order_sync.app.build_syncs,
    order_sync.polling.sources.sources_of,
    order_sync.reconciliation.compares_of,
    order_sync.reconciliation.MEANING,
    TaskName.RECONCILE_ORDERS,
)
GOODS: Final = Parts(
    receivement_sync.app.NAME,
    receivement_sync.app.READS,
    receivement_sync.app.build_handlers,
    receivement_sync.app.build_syncs,
    lambda _omnium, flow: receivement_sync.polling.sources.sources_of(flow),
    receivement_sync.reconciliation.compares_of,
    receivement_sync.reconciliation.MEANING,
    TaskName.RECONCILE_GOODS,
)


def service_of(parts: Parts, per_second: float) -> WorkerService:
    """Wire a service as its own composition root does, with another pace."""

    async def begin(stack: AsyncExitStack, near: Neighbours, jobs: LedgerJobs) -> None:
        omnium, flow, compared = near.omnium(POLLS_AT_ONCE), near.flow(), near.omnium(AT_ONCE)
        database = near.stores.client[near.settings.mongodb_database]
        compared_by = ReportParts(
            MongoReconciliations(database),
            parts.syncs(compared, flow),
            parts.meaning,
            MongoSeen(database),
            jobs,
            near.stores.clock,
            Pace(AT_ONCE, per_second),
            near.stores.marks,
        )
        task = ReconciliationTask(compared_by, parts.compares(compared, flow), jobs)
        await begin_polls(stack, near, jobs, parts.sources(omnium, flow), {parts.task: task})

    return WorkerService(parts.name, parts.reads, parts.handlers, begin)


def main() -> None:
    """Run until SIGTERM."""
    parts = next(each for each in (ORDERS, GOODS) if each.name == sys.argv[1])
    per_second = float(os.environ[PER_SECOND])

    async def serve(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
        await serve_worker(service_of(parts, per_second), settings, stop)

    sys.exit(run_service(parts.name, WorkerServiceSettings, serve))


if __name__ == "__main__":
    main()
