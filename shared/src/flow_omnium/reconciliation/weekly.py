"""Which task runs which reconciliations, and when it orders them by itself: once a week, in the tenant's night of Sunday.

Tenants are spread over six hours by a digest of their uid, each with a minute of its own that stays the same.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from flow_omnium.reconciliation.order import ReconciliationKind
from flow_omnium.tasks.kind import RECONCILIATIONS, TaskName
from flow_omnium.tasks.settings import TaskSchedule
from flow_omnium.tenants.tenant import Tenant

KINDS_OF: Final[Mapping[TaskName, Collection[ReconciliationKind]]] = MappingProxyType(
    {
        TaskName.RECONCILE_ORDERS: (
            ReconciliationKind.ORDERS,
            ReconciliationKind.RETURNS,
            ReconciliationKind.RECEIPTS,
            ReconciliationKind.CUSTOMERS,
        ),
        TaskName.RECONCILE_GOODS: (ReconciliationKind.RECEPTIONS, ReconciliationKind.STOCK),
    }
)

WEEKLY: Final = "weekly schedule"
"""Who orders the weekly reconciliations."""

LOOKS_BACK: Final = timedelta(days=8)
"""A week, and a day more: none falls between two."""

AGAIN_AFTER: Final = timedelta(days=3)
"""A run that is tried again orders nothing that was ordered so shortly before."""

_NIGHT_MINUTES: Final = 6 * 60


def task_of(kind: ReconciliationKind) -> TaskName:
    """Return the task that runs reconciliations of a kind."""
    return next(task for task, kinds in KINDS_OF.items() if kind in kinds)


def weekly_of(tenant: Tenant, offered: Iterable[TaskName]) -> Mapping[TaskName, TaskSchedule]:
    """Return when those tasks run that are offered, in the tenant's zone."""
    schedule = TaskSchedule(_cron(tenant.tenant_uid), tenant.catalog.time_zone)
    return {task: schedule for task in offered if task in RECONCILIATIONS}


def _cron(tenant_uid: str) -> str:
    digest = hashlib.blake2b(tenant_uid.encode(), digest_size=4).digest()
    hour, minute = divmod(int.from_bytes(digest, "big") % _NIGHT_MINUTES, 60)
    return f"{minute} {hour} * * 0"
