"""Whether there is a tenant whose tasks could run, without opening any of its secrets."""

from admin_console.failures import NothingDone
from flow_omnium.runtime.database import Database
from flow_omnium.tasks.kind import CATALOGUE, TaskName
from flow_omnium.tenants.repository import COLLECTION as TENANTS
from flow_omnium.tenants.unknown import UnknownTenant


async def require_runnable(database: Database, tenant_uid: str, task: TaskName) -> None:
    """Raise UnknownTenant, and NothingDone for a tenant for which the task is never run."""
    stored = await database[TENANTS].find_one(
        {"_id": tenant_uid}, {"settings.active": 1, "settings.catalog": 1}
    )
    if stored is None:
        raise UnknownTenant(tenant_uid)
    settings = stored.get("settings") or {}
    if not settings.get("active"):
        message = f"tenant {tenant_uid} is not active: nothing runs for it"
        raise NothingDone(message)
    if task in CATALOGUE and not (settings.get("catalog") or {}).get("enabled"):
        message = f"tenant {tenant_uid} exports no catalogue: catalog.enabled is off"
        raise NothingDone(message)
