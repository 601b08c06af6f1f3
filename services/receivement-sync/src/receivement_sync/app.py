"""The receivement worker's composition root: which queue it reads, and which sync handles its kind of job."""

import asyncio
from contextlib import AsyncExitStack

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.kinds import RECEIVEMENT_QUEUE, JobKind
from flow_omnium.jobs.lookup import Lookups, RecordType
from flow_omnium.jobs.sync import Syncs, handlers_of
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.polling.service import begin_polls
from flow_omnium.reconciliation.service import calls_at_once, open_reconciliation
from flow_omnium.tasks.kind import TaskName
from receivement_sync.lookup import ReceptionLookup
from receivement_sync.polling.sources import polls_of
from receivement_sync.reconciliation import MEANING, compares_of
from receivement_sync.stock.sync import StockLevelSync
from receivement_sync.sync import ReceivementSync

NAME = "receivement-sync"
READS = (RECEIVEMENT_QUEUE,)


async def serve_receivement_sync(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Read the receivement queue until told to stop."""
    service = WorkerService(NAME, READS, build_handlers, begin_to_poll)
    await serve_worker(service, settings, stop)


async def begin_to_poll(stack: AsyncExitStack, near: Neighbours, jobs: LedgerJobs) -> None:
    """Begin to ask Flow for what no event has told, and to compare both systems when it is due."""
    compared, flow = near.omnium(calls_at_once(near)), near.flow()
    syncs, compares = build_syncs(compared, flow), compares_of(compared, flow)
    task = await open_reconciliation(stack, near, jobs, syncs, MEANING, compares)
    await begin_polls(stack, near, jobs, polls_of(flow), {TaskName.RECONCILE_GOODS: task})


def build_handlers(near: Neighbours) -> Handlers:
    """Return the handler of each kind of job that this service runs."""
    return handlers_of(build_syncs(near.omnium(), near.flow()))


def build_syncs(omnium: OmniumClient, flow: FlowClient) -> Syncs:
    """Return the sync of each kind of job. The console's command `plan` finds this function by its entry point."""
    return {
        JobKind.RECEIVEMENT: ReceivementSync(omnium, flow),
        JobKind.STOCK_LEVEL: StockLevelSync(omnium, flow),
    }


def build_lookups(omnium: OmniumClient, flow: FlowClient) -> Lookups:
    """Return what finds receptions. The console's command `sync` finds this function by its entry point."""
    return {RecordType.RECEPTION: ReceptionLookup(omnium, flow)}
