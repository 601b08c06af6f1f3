"""How many jobs are pending, and since when: counted in one index, without reading the jobs."""

from collections import Counter
from collections.abc import Collection as Several
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flow_omnium.jobs.attempt_result import ATTENTION_AFTER
from flow_omnium.jobs.holding import POISON, UNREADABLE, kind_of_hold
from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.state import FINAL, PENDING, JobState
from flow_omnium.runtime.database import Collection, Database, Document


@dataclass(frozen=True)
class Pending:
    """Jobs of one queue in one state: how many, and when the oldest one's event was accepted (UTC), if any tells."""

    jobs: int
    oldest: datetime | None


class Backlog(Protocol):
    """Knows what is pending."""

    async def pending(self) -> Mapping[tuple[str, JobState], Pending]:
        """Return what is pending by queue and state; where nothing is, the key is missing.

        Raises LedgerUnavailableError.
        """
        ...

    async def unreadable(self) -> Mapping[str, int]:
        """Return how many entries this version cannot read, of those that have not ended: `held` and `foreign` ones.

        Raises LedgerUnavailableError.
        """
        ...

    async def set_aside(self) -> Mapping[str, int]:
        """Return how many jobs of each queue are set aside for an operator; where none is, the key is missing.

        Raises LedgerUnavailableError.
        """
        ...

    async def failing(self) -> Mapping[str, int]:
        """Return how many jobs of each queue have failed so often that a person is told; where none has, the key is missing.

        Raises LedgerUnavailableError.
        """
        ...


_IS_TIME = {"$eq": [{"$type": "$acceptedAt"}, "date"]}
_FOREIGN = {
    "$or": [
        {"queue": {"$nin": QUEUES}, "state": {"$nin": [state.value for state in FINAL]}},
        {"queue": {"$in": QUEUES}, "state": {"$nin": [state.value for state in JobState]}},
    ]
}


class MongoBacklog:
    """Implements `Backlog`."""

    def __init__(self, database: Database, tenants: Several[str] | None = None) -> None:
        """`tenants` are those whose jobs are counted; None: all."""
        self._jobs: Collection = database[COLLECTION]
        self._of: Document = {} if tenants is None else {"tenantUid": {"$in": sorted(tenants)}}

    async def pending(self) -> Mapping[tuple[str, JobState], Pending]:
        """See `Backlog.pending`."""
        states = {"$in": [state.value for state in PENDING]}
        wanted: Document = {"queue": {"$in": QUEUES}, "state": states} | self._of
        group = {
            "_id": {"queue": "$queue", "state": "$state"},
            "jobs": {"$sum": 1},
            # A value of another type would sort before every time; `$min` leaves null out.
            "oldest": {"$min": {"$cond": [_IS_TIME, "$acceptedAt", None]}},
        }
        with translated():
            found = self._jobs.aggregate([{"$match": wanted}, {"$group": group}])
            return {
                (row["_id"]["queue"], JobState(row["_id"]["state"])): Pending(row["jobs"], row["oldest"])
                async for row in found
            }

    async def by_tenant(self) -> Mapping[str, Pending]:
        """Return what is pending by tenant; where nothing is, the key is missing. Raises LedgerUnavailableError."""
        states = {"$in": [state.value for state in PENDING]}
        wanted: Document = {"queue": {"$in": QUEUES}, "state": states} | self._of
        group = {
            "_id": "$tenantUid",
            "jobs": {"$sum": 1},
            "oldest": {"$min": {"$cond": [_IS_TIME, "$acceptedAt", None]}},
        }
        with translated():
            found = self._jobs.aggregate([{"$match": wanted}, {"$group": group}])
            return {str(row["_id"]): Pending(row["jobs"], row["oldest"]) async for row in found}

    async def held(self) -> Mapping[str, int]:
        """Return how many jobs are held for what kind of reason (see `kind_of_hold`). Raises LedgerUnavailableError."""
        wanted: Document = {"heldBy": {"$gt": ""}, "state": JobState.HELD.value} | self._of
        counts: Counter[str] = Counter()
        with translated():
            found = self._jobs.aggregate(
                [{"$match": wanted}, {"$group": {"_id": "$heldBy", "jobs": {"$sum": 1}}}]
            )
            async for row in found:
                counts[kind_of_hold(str(row["_id"]))] += row["jobs"]
        return counts

    async def unreadable(self) -> Mapping[str, int]:
        """See `Backlog.unreadable`."""
        with translated():
            held = await self._jobs.count_documents({"heldBy": UNREADABLE, "state": JobState.HELD.value})
            return {"held": held, "foreign": await self._jobs.count_documents(_FOREIGN)}

    async def set_aside(self) -> Mapping[str, int]:
        """See `Backlog.set_aside`."""
        wanted: Document = {"heldBy": POISON, "state": JobState.HELD.value} | self._of
        with translated():
            found = self._jobs.aggregate(
                [{"$match": wanted}, {"$group": {"_id": "$queue", "jobs": {"$sum": 1}}}]
            )
            return {row["_id"]: row["jobs"] async for row in found}

    async def failing(self) -> Mapping[str, int]:
        """See `Backlog.failing`."""
        # Running jobs count too, or the number would come and go with each attempt.
        wanted = {
            "queue": {"$in": QUEUES},
            "state": {"$in": [state.value for state in JobState if state not in FINAL]},
            "failures": {"$gte": ATTENTION_AFTER},
        }
        with translated():
            found = self._jobs.aggregate(
                [{"$match": wanted}, {"$group": {"_id": "$queue", "jobs": {"$sum": 1}}}]
            )
            return {row["_id"]: row["jobs"] async for row in found}
