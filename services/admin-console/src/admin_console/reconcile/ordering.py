"""Ordering reconciliations: one that was asked for, or all over what a tenant has missed while its events were refused."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from admin_console.audit.keeping import kept
from admin_console.database import present
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.reconciliation.contract import Reconciliations
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import Ordered, ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.weekly import task_of
from flow_omnium.runtime.database import Database
from flow_omnium.tasks.mongo import MongoTaskStore
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tenants.record import UnknownTenant
from flow_omnium.tenants.repository import COLLECTION as TENANTS

BEFORE: Final = timedelta(minutes=5)
"""So much further back than the refusals began: a sender tries for a while, and gives up what happened before (omnium.md 3.4)."""

_ALWAYS: Final = (
    ReconciliationKind.ORDERS,
    ReconciliationKind.RECEIPTS,
    ReconciliationKind.RECEPTIONS,
)
"""Of customers no published route lists which changed: they must be named by their ids."""


async def order_catch_up(
    database: Database, tenant_uid: str, since: datetime, act: AuditEntry
) -> Sequence[Ordered]:
    """Order one reconciliation of each kind, over all that has changed since a moment (UTC), which makes jobs for what differs.

    Stock levels are among them where the stock of a store is Flow's. What is queued already and covers it is not ordered
    twice. It is kept as an act before it happens. The workers run what is queued, for an active tenant.
    Raises UnknownTenant, LedgerUnavailableError, DatabaseError.
    """
    kinds = await _kinds(database, tenant_uid)
    begin = since - BEFORE
    store = MongoReconciliations(database)
    target = f"tenant {tenant_uid}: all since {begin:%Y-%m-%dT%H:%M:%SZ}"
    async with kept(database, act, target, tenant=tenant_uid) as tally:
        ordered: list[Ordered] = []
        for kind in kinds:
            at = await present(database)
            wanted = ReconciliationOrder(tenant_uid, kind, act.by, at, since=begin, fix=True)
            ordered.append(await _ordered(database, store, wanted))
            tally.count += ordered[-1].is_new
    return ordered


async def order_one(database: Database, wanted: ReconciliationOrder, act: AuditEntry, told: str) -> Ordered:
    """Order one reconciliation; it is kept as an act, `told` in words. Raises LedgerUnavailableError, DatabaseError."""
    ordered, _ = await order_kept(database, wanted, act, told)
    return ordered


async def order_kept(
    database: Database, wanted: ReconciliationOrder, act: AuditEntry, told: str
) -> tuple[Ordered, int]:
    """Do that, and return the number of the act besides. Raises as above."""
    async with kept(database, act, told, tenant=wanted.tenant_uid) as tally:
        ordered = await _ordered(database, MongoReconciliations(database), wanted)
        tally.count += ordered.is_new
    return ordered, tally.sequence


async def _ordered(database: Database, store: Reconciliations, wanted: ReconciliationOrder) -> Ordered:
    """Order it, and ask for a run of the task that works it off."""
    ordered = await store.order(wanted)
    asked = RunRequest(wanted.by, wanted.at)
    await MongoTaskStore(database).request(wanted.tenant_uid, task_of(wanted.kind), asked)
    return ordered


async def _kinds(database: Database, tenant_uid: str) -> Sequence[ReconciliationKind]:
    stored = await database[TENANTS].find_one({"_id": tenant_uid}, {"settings.stores": 1})
    if stored is None:
        raise UnknownTenant(tenant_uid)
    stores = (stored.get("settings") or {}).get("stores") or {}
    is_master = any(store.get("OMNIUM_FLOW_STOCK_MASTER") is True for store in stores.values())
    return (*_ALWAYS, ReconciliationKind.STOCK) if is_master else _ALWAYS
