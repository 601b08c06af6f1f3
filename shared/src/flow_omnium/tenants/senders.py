"""When each sender of events last came to a tenant, and with which of its webhook secrets; never the secret.

One short document for each of a tenant's senders and secrets, and one for whatever was presented in place of a secret.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from flow_omnium.runtime.database import Database, UpdateOne

COLLECTION: Final = "webhook_senders"

WRONG: Final = "wrong"
"""In place of a secret's fingerprint: the sender presented none of the tenant's secrets, or nothing."""

NOTED_EVERY: Final = timedelta(minutes=1)
"""A process notes a sender and secret once in this time: they may have come so much later than is noted."""

SENDERS: Final = ("omnium", "flow")

TEST_HEADER: Final = "Flow-Omnium-Test"
"""In an event that we send ourselves to see whether one would come in: whoever sends it is not noted as a sender."""


@dataclass(frozen=True)
class Sighting:
    """A sender came (UTC). `secret` is the fingerprint of the secret that it came with, or WRONG."""

    tenant_uid: str
    sender: str
    secret: str
    at: datetime


class Sightings(Protocol):
    """Keeps of every tenant, sender and secret the latest time."""

    async def note(self, seen: Sequence[Sighting]) -> None:
        """Keep what is later than what is kept. Raises DatabaseError."""
        ...

    async def of(self, tenant_uid: str) -> Sequence[Sighting]:
        """Return a tenant's, the latest first. Raises DatabaseError."""
        ...


class MongoSightings:
    """Sightings in MongoDB: `{_id: "tenantUid/sender/secret", at}`."""

    def __init__(self, database: Database) -> None:
        self._seen = database[COLLECTION]

    async def note(self, seen: Sequence[Sighting]) -> None:
        """See `Sightings.note`."""
        writes = [UpdateOne({"_id": _id(one)}, {"$max": {"at": one.at}}, upsert=True) for one in seen]
        if writes:
            await self._seen.bulk_write(writes, ordered=False)

    async def of(self, tenant_uid: str) -> Sequence[Sighting]:
        """See `Sightings.of`."""
        # No uid holds a slash. So anchored, the pattern is looked up in the index.
        found = self._seen.find({"_id": {"$regex": f"^{re.escape(tenant_uid)}/"}})
        return latest_first([_sighting(row["_id"], row["at"]) async for row in found])

    async def all(self, limit: int) -> Sequence[Sighting]:
        """Return those of all tenants, at most so many. Raises DatabaseError."""
        return [_sighting(row["_id"], row["at"]) async for row in self._seen.find({}).limit(limit)]


def latest_first(seen: Sequence[Sighting]) -> Sequence[Sighting]:
    """Sort sightings."""
    return sorted(seen, key=lambda one: (one.at, one.sender, one.secret), reverse=True)


def _id(one: Sighting) -> str:
    return f"{one.tenant_uid}/{one.sender}/{one.secret}"


def _sighting(key: str, at: datetime) -> Sighting:
    tenant_uid, sender, secret = key.split("/", 2)
    return Sighting(tenant_uid, sender, secret, at)
