"""In which time zone a tenant's people read times: that of its schedules. No secret is opened for it."""

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flow_omnium.runtime.database import Database, Document
from flow_omnium.tenants.catalog import DEFAULT_ZONE
from flow_omnium.tenants.repository import COLLECTION

_FIELD = "settings.catalog.timeZone"
_LOOKED_AT = 20
"""Different names; there are few that mean the same zone."""


async def zone_of(database: Database, tenant_uid: str) -> ZoneInfo:
    """Return a tenant's zone; the default one where it is unknown or names none that can be read. Raises DatabaseError."""
    return read_zone(await database[COLLECTION].find_one({"_id": tenant_uid}, {_FIELD: 1}))


async def common_zone(database: Database, among: Collection[str] | None = None) -> ZoneInfo | None:
    """Return the zone that these tenants, or all, have in common; None where they have several, or there is none. Raises DatabaseError."""
    stages: list[Document] = [
        *([] if among is None else [{"$match": {"_id": {"$in": sorted(among)}}}]),
        {"$group": {"_id": f"${_FIELD}"}},
        {"$limit": _LOOKED_AT},
    ]
    found = await database[COLLECTION].aggregate(stages).to_list(None)
    zones = {_read(row["_id"]) for row in found}
    return zones.pop() if len(zones) == 1 else None


def read_zone(document: Mapping[str, Any] | None) -> ZoneInfo:
    """Return the zone that a stored tenant names, else the default one."""
    named: Any = document
    for part in _FIELD.split("."):
        named = named.get(part) if isinstance(named, Mapping) else None
    return _read(named)


def _read(named: object) -> ZoneInfo:
    try:
        return ZoneInfo(named) if isinstance(named, str) else ZoneInfo(DEFAULT_ZONE)
    except (LookupError, ValueError, OSError):
        return ZoneInfo(DEFAULT_ZONE)
