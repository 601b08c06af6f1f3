"""Whether there is a tenant of a uid, active or with a store, without opening any of its secrets."""

from admin_console.failures import NothingDone
from flow_omnium.jobs.operator.known_values import KnownValues, advice
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION
from flow_omnium.tenants.unknown import UnknownTenant


async def require_tenant(database: Database, tenant_uid: str) -> None:
    """Raise UnknownTenant where there is none of that uid."""
    if not await database[COLLECTION].count_documents({"_id": tenant_uid}, limit=1):
        raise UnknownTenant(tenant_uid)


async def require_active(database: Database, tenant_uid: str) -> None:
    """Raise UnknownTenant, and NothingDone for a tenant that is not active, saying what makes it so."""
    stored = await database[COLLECTION].find_one({"_id": tenant_uid}, {"settings.active": 1})
    if stored is None:
        raise UnknownTenant(tenant_uid)
    if not (stored.get("settings") or {}).get("active"):
        message = f"tenant {tenant_uid} is not active, so nothing runs for it: `flow-omnium tenants activate {tenant_uid}`"
        raise NothingDone(message)


async def require_pausable(database: Database, tenant_uid: str, store_uid: str | None) -> None:
    """Raise NothingDone for a tenant or a store that does not exist: a pause of it would hold nothing, and look as if it did.

    A tenant or a store exists if it is set up, or a job has been about it.
    """
    known = KnownValues(database)
    tenants = await known.tenants()
    if tenant_uid not in tenants:
        message = f"there is no tenant {tenant_uid!r}{advice(tenant_uid, tenants)}"
        raise NothingDone(message)
    if store_uid is None:
        return
    stores = await known.stores(tenant_uid)
    if store_uid not in stores and not await known.has_jobs_in(store_uid, tenant_uid):
        message = f"there is no store {store_uid!r} of tenant {tenant_uid}{advice(store_uid, stores)}"
        raise NothingDone(message)
