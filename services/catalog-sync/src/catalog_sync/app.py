"""The catalogue worker's composition root: its queue, its scheduled tasks, and which sync handles each kind of job."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import Final

from catalog_sync.categories.task import CategoryTask
from catalog_sync.costs.reading import cost_prices, soa_amounts
from catalog_sync.deliveries.task import DeliveryTask
from catalog_sync.prices.reading import selling_prices
from catalog_sync.prices.task import ListTask
from catalog_sync.products.sync import ProductExport
from catalog_sync.products.task import ProductTask
from catalog_sync.purchases.sync import PurchaseExport
from catalog_sync.purchases.task import PurchaseOrderTask
from catalog_sync.rows.kinds import RowKind
from catalog_sync.schedules import settings_of
from catalog_sync.stock.task import InventoryTask
from catalog_sync.stores.sync import StoreExport
from catalog_sync.stores.task import StoreTask
from catalog_sync.task_parts import TaskParts
from flow_omnium.exported_rows.memory import MemoryRows
from flow_omnium.exported_rows.mongo import MongoRows
from flow_omnium.exported_rows.watch import RowWatch
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import Handlers
from flow_omnium.jobs.kinds import CATALOG_QUEUE, JobKind
from flow_omnium.jobs.ledger.recent_work import MongoRecentWork
from flow_omnium.jobs.sync import Syncs, handlers_of
from flow_omnium.jobs.worker.other_jobs import LedgerJobs, LedgerOutbox
from flow_omnium.jobs.worker.service import Neighbours, WorkerService, serve_worker
from flow_omnium.jobs.worker.settings import WorkerServiceSettings
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.runtime.clock import SystemClock
from flow_omnium.runtime.metrics import TaskMetrics
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.memory import MemoryTaskStore
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.service import begin_scheduler
from flow_omnium.tasks.task import Task

NAME = "catalog-sync"
READS = (CATALOG_QUEUE,)

OMNIUM_AT_ONCE: Final = 3
"""Of the 20 calls that Omnium allows an API user at once, all exports of a tenant get so many: orders must not wait."""


async def serve_catalog_sync(settings: WorkerServiceSettings, stop: asyncio.Event) -> None:
    """Read the catalogue queue and run the scheduled tasks until told to stop."""
    service = WorkerService(NAME, READS, build_handlers, begin_tasks)
    await serve_worker(service, settings, stop)


def build_handlers(near: Neighbours) -> Handlers:
    """Return the handler of each kind of job that this service runs."""
    return handlers_of(syncs_of(_parts(near)))


async def begin_tasks(stack: AsyncExitStack, near: Neighbours, _jobs: LedgerJobs) -> None:
    """Begin to look for tasks that are due; on leaving the stack their runs are given a grace."""
    parts, metrics = _parts(near), TaskMetrics(near.stores.metrics.registrar)
    watch = RowWatch(parts.rows, metrics, partial(_exporting, near), near.stores.supervisor)
    await stack.enter_async_context(watch)
    await begin_scheduler(stack, near, parts.tasks, tasks_of(parts), settings_of, metrics)


def build_syncs(omnium: OmniumClient, flow: FlowClient) -> Syncs:
    """Return the sync of each kind of job. The console's command `plan` finds this function by its entry point.

    Without a database nothing is known of what was written, so each record is compared with what Flow has.
    """
    return syncs_of(TaskParts(omnium, flow, MemoryRows(), MemoryTaskStore(), SystemClock()))


def syncs_of(parts: TaskParts) -> Syncs:
    """Return the sync of each kind of job."""
    return {
        JobKind.PRODUCT_EXPORT: ProductExport(parts),
        JobKind.STORE_EXPORT: StoreExport(parts),
        JobKind.PURCHASE_ORDER_EXPORT: PurchaseExport(parts),
        JobKind.DELIVERY_EXPORT: PurchaseExport(parts),
    }


def tasks_of(parts: TaskParts) -> Mapping[TaskName, Task]:
    """Return the scheduled tasks."""
    return {
        TaskName.STORE: StoreTask(parts),
        TaskName.CATEGORY: CategoryTask(parts),
        TaskName.PRODUCT: ProductTask(parts),
        TaskName.PRICE: ListTask(parts, RowKind.PRICE, partial(selling_prices, parts)),
        TaskName.COST_PRICE: ListTask(parts, RowKind.COST, partial(cost_prices, parts)),
        TaskName.SOA: ListTask(parts, RowKind.SOA, partial(soa_amounts, parts)),
        TaskName.INVENTORY: InventoryTask(parts),
        TaskName.PURCHASE_ORDER: PurchaseOrderTask(parts),
        TaskName.DELIVERY: DeliveryTask(parts),
    }


def _parts(near: Neighbours) -> TaskParts:
    database = near.stores.client[near.settings.mongodb_database]
    omnium = near.omnium(min(OMNIUM_AT_ONCE, near.settings.omnium_max_concurrency))
    rows, tasks = MongoRows(database), MongoTaskStore(database)
    work, outbox = MongoRecentWork(database), LedgerOutbox(near.stores.ledger, near.stores.clock)
    return TaskParts(omnium, near.flow(), rows, tasks, near.stores.clock, work, outbox.wake, asyncio.sleep)


def _exporting(near: Neighbours) -> Collection[str]:
    return [tenant.tenant_uid for tenant in near.stores.tenants.known() if tenant.catalog.enabled]
