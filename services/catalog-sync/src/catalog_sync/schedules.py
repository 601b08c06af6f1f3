"""Which tasks a tenant's settings want, and what their watermarks stand for."""

import hashlib
from collections.abc import Iterable

from catalog_sync.purchases.mode import TASKS as PURCHASE_TASKS
from catalog_sync.purchases.mode import task_of
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.settings import TaskSchedule, TaskSettings
from flow_omnium.tenants.tenant import Tenant


def settings_of(tenant: Tenant, offered: Iterable[TaskName]) -> TaskSettings | None:
    """Return the schedules of those tasks that are offered and wanted; None where the catalogue is not exported."""
    if not tenant.catalog.enabled:
        return None
    wanted = {name: schedule for name in offered if (schedule := _schedule(tenant, name)) is not None}
    return TaskSettings(wanted, scope_of(tenant))


def scope_of(tenant: Tenant) -> str:
    """Name what a run covers and how it maps: by other settings everything is read anew, and compared with what was written."""
    catalog, connector = tenant.catalog, tenant.connector
    said = catalog.model_dump_json(exclude={"tasks", "time_zone"})
    mapped = connector.model_dump_json() if connector else ""
    digest = hashlib.blake2b(f"{said}{mapped}".encode(), digest_size=6).hexdigest()
    named = catalog.market_group or ", ".join(catalog.markets)
    return f"{named}; settings {digest}"


def _schedule(tenant: Tenant, name: TaskName) -> TaskSchedule | None:
    task = tenant.catalog.task(name)
    if task is None or not _is_wanted(tenant, name):
        return None
    properties = {each.key: each.value for each in task.properties}
    return TaskSchedule(task.schedule, tenant.catalog.time_zone, task.is_disabled, properties)


def _is_wanted(tenant: Tenant, name: TaskName) -> bool:
    """Tell whether the connector's keys want a task: categories may be off, purchase orders go in one of two ways."""
    if name is TaskName.CATEGORY:
        return _syncs_categories(tenant)
    return name not in PURCHASE_TASKS or name is task_of(tenant)


def _syncs_categories(tenant: Tenant) -> bool:
    return tenant.connector is not None and tenant.connector.sync_categories_to_flow
