"""How often each poll of a tenant runs, by its section `polling`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from flow_omnium.tasks.kind import POLLS, TaskName
from flow_omnium.tasks.settings import Interval, TaskSettings
from flow_omnium.tenants.polling import Polling
from flow_omnium.tenants.tenant import Tenant

_OF: Final[Mapping[TaskName, Callable[[Polling], timedelta | None]]] = MappingProxyType(
    {
        TaskName.POLL_OMNIUM_ORDERS: lambda polling: polling.orders,
        TaskName.POLL_FLOW_ORDERS: lambda polling: polling.orders,
        TaskName.POLL_RECEIPTS: lambda polling: polling.receipts,
        TaskName.POLL_RECEIVEMENTS: lambda polling: polling.receivements,
        TaskName.POLL_STOCK: lambda polling: polling.stock,
    }
)


def interval_of(tenant: Tenant, task: TaskName) -> timedelta | None:
    """Return how often a poll runs; None: never, unless somebody asks for it."""
    return _OF[task](tenant.polling)


def settings_of(tenant: Tenant, offered: Iterable[TaskName]) -> TaskSettings:
    """Return the intervals of those polls that are offered and not off.

    They never read everything: what is older than the last poll is a reconciliation's.
    """
    polls = [task for task in offered if task in POLLS]
    wanted = {task: Interval(every) for task in polls if (every := interval_of(tenant, task)) is not None}
    return TaskSettings(wanted, full_every=None)
