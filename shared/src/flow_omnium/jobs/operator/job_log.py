"""The ledger as an operator reads it: entries by filter, by id, and counted. It changes nothing."""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.indexes import BY_STATE
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry, read_entry
from flow_omnium.jobs.operator.job_filter import JobFilter, Order, in_order, query_of, sort_of
from flow_omnium.jobs.operator.job_ways import Way, way_of, ways_of, ways_to_count
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Collection, Database, Document, ids_written
from flow_omnium.runtime.hints import fields_of, hinted

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
        ordered = replace(wanted, order=Order.AGE) if oldest_first else wanted
        if not wanted.needs_somebody:
            return [read_entry(document) for document in await self._along(way_of(ordered), ordered)]
        every = [one for way in ways_of(ordered) for one in await self._along(way, ordered)]
        return [read_entry(document) for document in in_order(every, ordered.order)[: wanted.limit]]

    async def read(self, wanted: JobFilter) -> AsyncIterator[JobEntry | UnreadableEntry]:
        """Give the entries that match one by one, however many there are."""
        if wanted.needs_somebody:
            for entry in await self.listed(wanted):
                yield entry
            return
        found = self._jobs.find(query_of(wanted), {"attempts.changes": 0}).sort(sort_of(wanted.order))
        async for document in found.limit(wanted.limit or 0):
            yield read_entry(document)

    async def ids(self, wanted: JobFilter) -> Sequence[Any]:
        """Return the ids of the entries that match, oldest first; nothing else is read of them."""
        found = self._jobs.find(query_of(wanted), {"_id": 1}).sort(sort_of(Order.AGE))
        return [document["_id"] async for document in found.limit(wanted.limit or 0)]

    async def count(self, wanted: JobFilter, *, at_most: int | None = None) -> int:
        """Count the entries that match, whatever its limit; at most so many."""
        counted = sum([await self._counted(way, at_most) for way in ways_to_count(wanted)])
        return counted if at_most is None else min(counted, at_most)

    async def unfinished(self, wanted: JobFilter) -> Mapping[JobState, int]:
        """Count what has not ended by its state, whatever states the filter names; a state that no job has is left out."""
        stages: list[Document] = [
            {"$match": _unfinished(wanted)},
            {"$group": {"_id": "$state", "jobs": {"$sum": 1}}},
        ]
        index = None if wanted.key or wanted.number or wanted.cause else fields_of(BY_STATE)
        rows = await hinted(index, lambda hint: self._jobs.aggregate(stages, **hint).to_list(None))
        found = {row["_id"]: row["jobs"] for row in rows}
        return {state: found[state.value] for state in JobState if state.value in found}

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

    async def beginning_with(
        self, prefix: str, limit: int, of_tenants: frozenset[str] | None = None
    ) -> Sequence[str]:
        """Return the ids that begin so, in their order; small and large letters count alike in an id of our making."""
        wanted: Document = {"_id": {"$regex": f"^{re.escape(prefix.lower())}"}}
        if of_tenants is not None:
            wanted["tenantUid"] = {"$in": sorted(of_tenants)}
        found = self._jobs.find(wanted, {"_id": 1}).sort("_id", 1).limit(limit)
        return [str(document["_id"]) async for document in found]

    async def _counted(self, way: Way, at_most: int | None) -> int:
        bound: Document = {} if at_most is None else {"limit": at_most}

        async def count(hint: Document) -> int:
            return await self._jobs.count_documents(way.query, **bound, **hint)

        return await hinted(way.index, count)

    async def _along(self, way: Way, wanted: JobFilter) -> Sequence[Document]:
        """Read what is found in one way, in the order that is wanted."""

        async def read(hint: Document) -> Sequence[Document]:
            found = self._jobs.find(way.query, **hint).sort(sort_of(wanted.order)).limit(wanted.limit or 0)
            return await found.to_list(None)

        return await hinted(way.index, read)

    async def held_by(self, reason: str) -> int:
        """Count the jobs that are held for this reason."""
        return await self._jobs.count_documents({"heldBy": reason, "state": JobState.HELD.value})


def _unfinished(wanted: JobFilter) -> Mapping[str, Any]:
    narrowed = query_of(replace(wanted, needs_somebody=False))
    return narrowed | {"queue": {"$in": QUEUES}, "state": {"$in": _UNFINISHED}}
