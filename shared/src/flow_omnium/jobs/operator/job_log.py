"""The ledger as an operator reads it: entries by filter. It changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import ALONE, RECORD, SLOT
from flow_omnium.jobs.kinds import QUEUES, JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry, read_entry
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.runtime.database import ASCENDING, DESCENDING, Collection, Database, Document, ids_written

_PENDING = {"$in": sorted(state.value for state in PENDING)}
_HELD_BY_NO_RULE = {"$in": [None, SLOT, RECORD, ALONE]}


@dataclass(frozen=True)
class JobFilter:
    """Which entries are meant; a field that is None does not restrict.

    `pending` means all pending states; `free` leaves out what a pause or an inactive tenant holds, and what is set aside;
    `error_class` is that of the latest failed attempt; `attention` means entries that flagged something;
    `accepted_before` is UTC.
    """

    tenant_uid: str | None = None
    kind: JobKind | None = None
    state: JobState | None = None
    key: str | None = None
    limit: int | None = 50
    pending: bool = False
    free: bool = False
    error_class: str | None = None
    attention: bool = False
    accepted_before: datetime | None = None


class JobLog:
    """Reads the ledger."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def find(self, wanted: JobFilter) -> Sequence[JobEntry]:
        """Return the readable entries that match, newest first."""
        return [entry for entry in await self.listed(wanted) if isinstance(entry, JobEntry)]

    async def listed(
        self, wanted: JobFilter, *, oldest_first: bool = False
    ) -> Sequence[JobEntry | UnreadableEntry]:
        """Return the entries that match, readable or not, newest first unless told otherwise."""
        order = ASCENDING if oldest_first else DESCENDING
        found = self._jobs.find(_query(wanted)).sort("acceptedAt", order).limit(wanted.limit or 0)
        return [read_entry(document) async for document in found]

    async def ids(self, wanted: JobFilter) -> Sequence[Any]:
        """Return the ids of the entries that match, oldest first; nothing else is read of them."""
        found = self._jobs.find(_query(wanted), {"_id": 1}).sort("acceptedAt", ASCENDING)
        return [document["_id"] async for document in found.limit(wanted.limit or 0)]

    async def count(self, wanted: JobFilter) -> int:
        """Count the entries that match, whatever its limit."""
        return await self._jobs.count_documents(_query(wanted))

    async def get(self, job_id: str) -> JobEntry | None:
        """Return one entry, or None. Raises LookupError for one that cannot be read."""
        entry = await self.look_up(job_id)
        if entry is None or isinstance(entry, JobEntry):
            return entry
        message = f"job {job_id} cannot be read: {entry.field}: {entry.fault}"
        raise LookupError(message)

    async def look_up(self, job_id: object) -> JobEntry | UnreadableEntry | None:
        """Return one entry, readable or not, or None; an id of another type is found by its text as well."""
        document = await self._jobs.find_one({"_id": {"$in": ids_written(job_id)}})
        return None if document is None else read_entry(document)

    async def held_by(self, reason: str) -> int:
        """Count the jobs that are held for this reason."""
        return await self._jobs.count_documents({"heldBy": reason, "state": JobState.HELD.value})


def _query(wanted: JobFilter) -> Document:
    fields: Document = {
        "tenantUid": wanted.tenant_uid,
        "kind": wanted.kind and wanted.kind.value,
        "state": _PENDING if wanted.pending else wanted.state and wanted.state.value,
        "key": wanted.key,
        "heldBy": _HELD_BY_NO_RULE if wanted.free else None,
        "lastErrorClass": wanted.error_class,
        "attention.0": {"$exists": True} if wanted.attention else None,
        "acceptedAt": wanted.accepted_before and {"$lt": wanted.accepted_before},
    }
    given = {name: value for name, value in fields.items() if value is not None}
    # The index of states begins with the queue: naming all of them makes it serve a query for any.
    return given | {"queue": {"$in": QUEUES}} if "state" in given else given
