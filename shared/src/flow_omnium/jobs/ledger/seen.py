"""What jobs have seen of records, by the ledger."""

from collections.abc import Collection, Mapping
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.indexes import BY_KEY
from flow_omnium.jobs.seen import SENDERS_WORDS, Known, is_of_a_sender
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.hints import fields_of

_AT_ONCE: Final = 500


class MongoSeen:
    """Implements `SeenRecords`."""

    def __init__(self, database: Database) -> None:
        self._jobs = database[COLLECTION]

    async def known(self, tenant_uid: str, kind: JobKind, keys: Collection[str]) -> Mapping[str, Known]:
        """See `SeenRecords.known`."""
        every, found = sorted(keys), dict[str, Known]()
        for start in range(0, len(every), _AT_ONCE):
            await self._look(tenant_uid, kind, every[start : start + _AT_ONCE], found)
        return found

    async def _look(self, tenant_uid: str, kind: JobKind, keys: list[str], found: dict[str, Known]) -> None:
        wanted = {"key": {"$in": keys}, "tenantUid": tenant_uid, "kind": kind.value}
        words = dict.fromkeys((f"event.{word}" for word in SENDERS_WORDS), 1)
        told = {"_id": 0, "key": 1, "pending": 1, "seen": 1, "state": 1, "finishedAt": 1} | words
        with translated():
            # Left to itself the database may go through all jobs of the tenant, by the index of their age.
            async for one in self._jobs.find(wanted, told).hint(fields_of(BY_KEY)):
                before = found.get(one["key"], Known())
                found[one["key"]] = before.and_of(
                    one.get("seen") or (),
                    is_pending=bool(one.get("pending")),
                    is_told=is_of_a_sender(one.get("event") or {}),
                    left_at=one.get("finishedAt") if one.get("state") == JobState.CANCELLED.value else None,
                )
