"""Stores which process renews a tenant's token, and what became of its last tokens."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from flow_omnium.runtime.database import Collection, Document, DuplicateKeyError
from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.store import NO_VERSION

COLLECTION = "token_renewals"


class RenewalLeases(Protocol):
    """Leases of renewals, and rejections. Each method raises DatabaseError."""

    async def claim(self, tenant_uid: str, owner: str, now: datetime, duration: timedelta) -> bool:
        """Become the one that renews; False while another one is, or has been silent for less than its lease."""
        ...

    async def release(self, tenant_uid: str, owner: str, now: datetime) -> None:
        """Let others renew, if it was still ours."""
        ...

    async def rejections(self, tenant_uid: str) -> Rejections:
        """Return what became of the tenant's last tokens."""
        ...

    async def stopped(self) -> Mapping[str, Rejections]:
        """Return the rejections of all tenants whose asking was stopped by a refused token, lately or long ago."""
        ...

    async def note(self, tenant_uid: str, owner: str, rejections: Rejections) -> None:
        """Remember it, as long as the lease is ours."""
        ...


class MongoRenewalLeases:
    """In MongoDB: `{_id: tenantUid, owner, until, replacement, refused, stops, stoppedUntil}`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection

    async def claim(self, tenant_uid: str, owner: str, now: datetime, duration: timedelta) -> bool:
        """See `RenewalLeases.claim`."""
        # Not after now, rather than before: a lease whose end is no time would be held for ever.
        free = {"_id": tenant_uid, "$or": [{"owner": owner}, {"until": {"$not": {"$gt": now}}}]}
        lease = {"$set": {"owner": owner, "until": now + duration}}
        try:
            await self._collection.update_one(free, lease, upsert=True)
        except DuplicateKeyError:  # the upsert met the lease of another
            return False
        return True

    async def release(self, tenant_uid: str, owner: str, now: datetime) -> None:
        """See `RenewalLeases.release`."""
        await self._collection.update_one({"_id": tenant_uid, "owner": owner}, {"$set": {"until": now}})

    async def rejections(self, tenant_uid: str) -> Rejections:
        """See `RenewalLeases.rejections`."""
        return _rejections_of(await self._collection.find_one({"_id": tenant_uid}) or {})

    async def stopped(self) -> Mapping[str, Rejections]:
        """See `RenewalLeases.stopped`."""
        found = self._collection.find({"refused": {"$gt": NO_VERSION}})
        return {str(document["_id"]): _rejections_of(document) async for document in found}

    async def note(self, tenant_uid: str, owner: str, rejections: Rejections) -> None:
        """See `RenewalLeases.note`."""
        fields = {
            "replacement": rejections.replacement,
            "refused": rejections.refused,
            "stops": rejections.stops,
            "stoppedUntil": rejections.stopped_until,
        }
        await self._collection.update_one({"_id": tenant_uid, "owner": owner}, {"$set": fields})


def _rejections_of(document: Document) -> Rejections:
    """What cannot be read of it counts as never noted: that costs a question, where an error would cost the tenant."""
    stopped_until = document.get("stoppedUntil")
    return Rejections(
        replacement=_number(document.get("replacement"), NO_VERSION),
        refused=_number(document.get("refused"), NO_VERSION),
        stops=_number(document.get("stops"), 0),
        stopped_until=stopped_until if isinstance(stopped_until, datetime) else None,
    )


def _number(stored: object, otherwise: int) -> int:
    return stored if isinstance(stored, int) else otherwise
