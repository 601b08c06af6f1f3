"""The ledger as an operator reads it: entries by filter, by id, and counted. It changes nothing."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry, read_entry
from flow_omnium.jobs.operator.job_filter import JobFilter, Order, query_of, sort_of
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Collection, Database, Document, ids_written

__all__ = ["MOST_COUNTED", "JobFilter", "JobLog", "Order"]

MOST_COUNTED: Final = 10_001
"""Counting stops here: nobody acts otherwise on more than ten thousand, and counting them all would read them all."""

_UNFINISHED: Final = [state.value for state in JobState if state not in FINAL]


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
        """Return the entries that match, readable or not, in their order; `oldest_first` overrules it."""
        order = Order.AGE if oldest_first else wanted.order
        found = self._jobs.find(query_of(wanted)).sort(sort_of(order)).limit(wanted.limit or 0)
        return [read_entry(document) async for document in found]

    async def read(self, wanted: JobFilter) -> AsyncIterator[JobEntry | UnreadableEntry]:
        """Give the entries that match one by one, however many there are."""
        found = self._jobs.find(query_of(wanted), {"attempts.changes": 0}).sort(sort_of(wanted.order))
        async for document in found.limit(wanted.limit or 0):
            yield read_entry(document)

    async def ids(self, wanted: JobFilter) -> Sequence[Any]:
        """Return the ids of the entries that match, oldest first; nothing else is read of them."""
        found = self._jobs.find(query_of(wanted), {"_id": 1}).sort(sort_of(Order.AGE))
        return [document["_id"] async for document in found.limit(wanted.limit or 0)]

    async def count(self, wanted: JobFilter, *, at_most: int | None = None) -> int:
        """Count the entries that match, whatever its limit; at most so many."""
        bound: Document = {} if at_most is None else {"limit": at_most}
        return await self._jobs.count_documents(query_of(wanted), **bound)

    async def unfinished(self, wanted: JobFilter) -> Mapping[JobState, int]:
        """Count what has not ended by its state, whatever states the filter names; a state that no job has is left out."""
        stages: list[Document] = [
            {"$match": _unfinished(wanted)},
            {"$group": {"_id": "$state", "jobs": {"$sum": 1}}},
        ]
        found = {row["_id"]: row["jobs"] async for row in self._jobs.aggregate(stages)}
        return {state: found[state.value] for state in JobState if state.value in found}

    async def all(self) -> int:
        """Return about how many entries there are."""
        return await self._jobs.estimated_document_count()

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

    async def beginning_with(self, prefix: str, limit: int) -> Sequence[str]:
        """Return the ids that begin so, in their order; small and large letters count alike in an id of our making."""
        wanted = {"_id": {"$regex": f"^{re.escape(prefix.lower())}"}}
        found = self._jobs.find(wanted, {"_id": 1}).sort("_id", 1).limit(limit)
        return [str(document["_id"]) async for document in found]

    async def held_by(self, reason: str) -> int:
        """Count the jobs that are held for this reason."""
        return await self._jobs.count_documents({"heldBy": reason, "state": JobState.HELD.value})


def _unfinished(wanted: JobFilter) -> Mapping[str, Any]:
    narrowed = query_of(replace(wanted, needs_somebody=False))
    return narrowed | {"queue": {"$in": QUEUES}, "state": {"$in": _UNFINISHED}}
