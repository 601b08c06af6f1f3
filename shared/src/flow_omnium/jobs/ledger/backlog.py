"""How much is pending, and since when: read from one index, without a look at the jobs themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flow_omnium.jobs.kinds import QUEUES
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.intake import COLLECTION
from flow_omnium.jobs.state import PENDING, JobState
from flow_omnium.runtime.database import Collection, Database


@dataclass(frozen=True)
class Pending:
    """Jobs of one queue in one state: how many, and when the oldest one's event was accepted (UTC)."""

    jobs: int
    oldest: datetime


class Backlog(Protocol):
    """Knows what is pending."""

    async def pending(self) -> Mapping[tuple[str, JobState], Pending]:
        """Return what is pending by queue and state; where nothing is, the key is missing.

        Raises LedgerUnavailableError.
        """
        ...


class MongoBacklog:
    """Implements `Backlog`."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def pending(self) -> Mapping[tuple[str, JobState], Pending]:
        """See `Backlog.pending`."""
        wanted = {"queue": {"$in": QUEUES}, "state": {"$in": [state.value for state in PENDING]}}
        group = {
            "_id": {"queue": "$queue", "state": "$state"},
            "jobs": {"$sum": 1},
            "oldest": {"$min": "$acceptedAt"},
        }
        async with translated():
            found = self._jobs.aggregate([{"$match": wanted}, {"$group": group}])
            return {
                (row["_id"]["queue"], JobState(row["_id"]["state"])): Pending(row["jobs"], row["oldest"])
                async for row in found
            }
