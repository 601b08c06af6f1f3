"""Whether a task of a tenant runs by itself: only then can it be late. Pure."""

from flow_omnium.polling.intervals import interval_of
from flow_omnium.tasks.kind import CATALOGUE, POLLS, TaskName
from flow_omnium.tenants.tenant import Tenant


def is_scheduled(tenant: Tenant | None, task: TaskName) -> bool:
    """Tell whether the tenant's settings want it to run by the clock; of settings that cannot be read nothing runs."""
    if tenant is None or not tenant.active:
        return False
    if task in POLLS:
        return interval_of(tenant, task) is not None
    return task not in CATALOGUE or _is_wanted(tenant, task)


def _is_wanted(tenant: Tenant, task: TaskName) -> bool:
    wanted = tenant.catalog.task(task) if tenant.catalog.enabled else None
    if task is TaskName.CATEGORY and not (tenant.connector and tenant.connector.sync_categories_to_flow):
        return False
    return wanted is not None and not wanted.is_disabled
