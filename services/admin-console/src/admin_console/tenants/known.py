"""Whether there is an active tenant of a uid, without opening any of its secrets."""

from difflib import get_close_matches

from admin_console.failures import NothingDone
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION


async def require_active(database: Database, tenant_uid: str) -> None:
    """Raise NothingDone for a tenant that is unknown, naming the nearest one, or not active, saying what makes it so."""
    stored = await database[COLLECTION].find_one({"_id": tenant_uid}, {"settings.active": 1})
    if stored is None:
        near = get_close_matches(
            tenant_uid, [str(one) for one in await database[COLLECTION].distinct("_id")], 1
        )
        hint = f": did you mean {near[0]!r}?" if near else ""
        message = f"there is no tenant {tenant_uid!r}{hint}"
        raise NothingDone(message)
    if not (stored.get("settings") or {}).get("active"):
        message = f"tenant {tenant_uid} is not active, so nothing runs for it: `flow-omnium tenants activate {tenant_uid}`"
        raise NothingDone(message)
