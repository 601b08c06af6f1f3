"""In which time zone a tenant's people read times: that of its schedules. No secret is opened for it."""

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flow_omnium.runtime.database import Database
from flow_omnium.tenants.catalog import DEFAULT_ZONE
from flow_omnium.tenants.repository import COLLECTION

_FIELD = "settings.catalog.timeZone"


async def zone_of(database: Database, tenant_uid: str) -> ZoneInfo:
    """Return a tenant's zone; the default one where it is unknown or names none that can be read. Raises DatabaseError."""
    return read_zone(await database[COLLECTION].find_one({"_id": tenant_uid}, {_FIELD: 1}))


async def zone_of_only(database: Database, among: Collection[str] | None = None) -> ZoneInfo | None:
    """Return the zone of the only tenant of these, or of all; None where there are several, or none. Raises DatabaseError."""
    wanted = {} if among is None else {"_id": {"$in": sorted(among)}}
    found = await database[COLLECTION].find(wanted, {_FIELD: 1}).limit(2).to_list(None)
    return read_zone(found[0]) if len(found) == 1 else None


def read_zone(document: Mapping[str, Any] | None) -> ZoneInfo:
    """Return the zone that a stored tenant names, else the default one."""
    named: Any = document
    for part in _FIELD.split("."):
        named = named.get(part) if isinstance(named, Mapping) else None
    try:
        return ZoneInfo(named) if isinstance(named, str) else ZoneInfo(DEFAULT_ZONE)
    except (LookupError, ValueError, OSError):
        return ZoneInfo(DEFAULT_ZONE)
