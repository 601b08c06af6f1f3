"""The order worker's composition root: which queues it reads, and which sync handles each kind of job."""

import asyncio
from contextlib import AsyncExitStack

from flow_omnium.customer_marks.port import MemoryMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.kinds import ORDER_QUEUE, RECEIPT_QUEUE, JobKind
from flow_omnium.jobs.lookup import Lookups, RecordType
from flow_omnium.jobs.sync import Syncs, handlers_of
from flow_omnium.jobs.worker.other_jobs import LedgerJobs
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.polling.service import POLLS_AT_ONCE, begin_polls
from flow_omnium.reconciliation.service import calls_at_once, open_reconciliation
from flow_omnium.tasks.kind import TaskName
from order_sync.customers.sync import OutboundCustomerSync
from order_sync.inbound.sync import InboundOrderSync
from order_sync.lookups.customers import CustomerLookup
from order_sync.lookups.orders import OrderLookup, ReceiptLookup
from order_sync.outbound.sync import OutboundOrderSync
from order_sync.polling.sources import polls_of
from order_sync.receipts.sync import OrderReceiptSync
from order_sync.reconciliation import MEANING, compares_of

NAME = "order-sync"
READS = (ORDER_QUEUE, RECEIPT_QUEUE)


async def serve_order_sync(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Read the order and receipt queues until told to stop."""
    service = WorkerService(NAME, READS, build_handlers, begin_to_poll)
    await serve_worker(service, settings, stop)


async def begin_to_poll(stack: AsyncExitStack, near: Neighbours, jobs: LedgerJobs) -> None:
    """Begin to ask both vendors for what no event has told, and to compare both when it is due."""
    omnium, compared, flow = near.omnium(POLLS_AT_ONCE), near.omnium(calls_at_once(near)), near.flow()
    syncs, compares = build_syncs(compared, flow), compares_of(compared, flow)
    task = await open_reconciliation(stack, near, jobs, syncs, MEANING, compares)
    await begin_polls(stack, near, jobs, polls_of(omnium, flow), {TaskName.RECONCILE_ORDERS: task})


def build_handlers(near: Neighbours) -> Handlers:
    """Return the handler of each kind of job that this service runs."""
    return handlers_of(build_syncs(near.omnium(), near.flow()))


def build_syncs(omnium: OmniumClient, flow: FlowClient) -> Syncs:
    """Return the sync of each kind of job. The console's command `plan` finds this function by its entry point.

    Customer marks usually come with the job (`job.marks`). Where there is no database, all four syncs share one memory.
    """
    marks = MemoryMarks()
    return {
        JobKind.INBOUND_ORDER: InboundOrderSync(omnium, flow, marks),
        JobKind.OUTBOUND_ORDER: OutboundOrderSync(omnium, flow, marks),
        JobKind.OUTBOUND_CUSTOMER: OutboundCustomerSync(omnium, flow, marks),
        JobKind.ORDER_RECEIPT: OrderReceiptSync(omnium, flow, marks),
    }


def build_lookups(omnium: OmniumClient, flow: FlowClient) -> Lookups:
    """Return what finds the records of these syncs. The console's command `sync` finds this function by its entry point."""
    return {
        RecordType.ORDER: OrderLookup(omnium, flow),
        RecordType.CUSTOMER: CustomerLookup(omnium, flow),
        RecordType.RECEIPT: ReceiptLookup(omnium, flow),
    }
