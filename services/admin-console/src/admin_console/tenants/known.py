"""Whether there is a tenant of a uid, active or with a store, without opening any of its secrets."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Final

from admin_console.failures import NothingDone, WrongUse
from flow_omnium.jobs.ledger.documents import COLLECTION as JOBS
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION

_NAMED: Final = 30


async def require_active(database: Database, tenant_uid: str) -> None:
    """Raise NothingDone for a tenant that is unknown, naming the nearest one, or not active, saying what makes it so."""
    stored = await database[COLLECTION].find_one({"_id": tenant_uid}, {"settings.active": 1})
    if stored is None:
        raise NothingDone(_unknown(tenant_uid, await _tenants(database)))
    if not (stored.get("settings") or {}).get("active"):
        message = f"tenant {tenant_uid} is not active, so nothing runs for it: `flow-omnium tenants activate {tenant_uid}`"
        raise NothingDone(message)


async def require_known(database: Database, tenant_uid: str) -> None:
    """Raise WrongUse for a tenant that is neither set up nor in the ledger, naming the nearest one and those there are."""
    if not await _is_known(database, tenant_uid):
        known = await _tenants(database)
        raise WrongUse(_unknown(tenant_uid, known) + _those(known))


async def require_pausable(database: Database, tenant_uid: str, store_uid: str | None) -> None:
    """Raise NothingDone for a tenant or a store that does not exist: a pause of it would hold nothing, and look as if it did.

    A store exists if the tenant's settings name it, or a job has been about it.
    """
    stored = await database[COLLECTION].find_one({"_id": tenant_uid}, {"settings.stores": 1})
    if stored is None and not await _is_known(database, tenant_uid):
        known = await _tenants(database)
        raise NothingDone(_unknown(tenant_uid, known) + _those(known))
    stores = sorted(((stored or {}).get("settings") or {}).get("stores") or {})
    if store_uid is None or store_uid in stores or await _has_jobs(database, tenant_uid, storeUid=store_uid):
        return
    what = f"store {store_uid!r} of tenant {tenant_uid}"
    raise NothingDone(_no_such(what, store_uid, stores) + _those(stores))


async def _is_known(database: Database, tenant_uid: str) -> bool:
    if await database[COLLECTION].find_one({"_id": tenant_uid}, {"_id": 1}) is not None:
        return True
    return await _has_jobs(database, tenant_uid)


async def _has_jobs(database: Database, tenant_uid: str, **of: Any) -> bool:
    return await database[JOBS].find_one({"tenantUid": tenant_uid, **of}, {"_id": 1}) is not None


async def _tenants(database: Database) -> Sequence[str]:
    return sorted(str(one) for one in await database[COLLECTION].distinct("_id"))


def _unknown(tenant_uid: str, known: Sequence[str]) -> str:
    return _no_such(f"tenant {tenant_uid!r}", tenant_uid, known)


def _no_such(what: str, name: str, known: Sequence[str]) -> str:
    """Say that something does not exist, and which one may be meant."""
    near = get_close_matches(name, known, 1)
    return f"there is no {what}{f': did you mean {near[0]!r}?' if near else ''}"


def _those(known: Sequence[str]) -> str:
    """Say which ones there are; of many they would fill the screen."""
    if not known:
        return " (there is none yet)"
    return f" (there are {', '.join(known)})" if len(known) <= _NAMED else ""
