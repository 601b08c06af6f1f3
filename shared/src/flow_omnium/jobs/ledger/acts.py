"""What operators did, and who did it when: kept in the collection `acts`, one row per act, for a year."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from flow_omnium.jobs.entry import Act
from flow_omnium.jobs.ledger.indexes import ACT_INDEXES
from flow_omnium.runtime.database import DESCENDING, Collection, Database

COLLECTION = "acts"


class KeptAct(Act):
    """An act, what it was aimed at (a job, a filter, a pause, a queue), and how many of them it changed."""

    target: str
    count: int = 0


@dataclass
class Tally:
    """Counts while an act goes on."""

    count: int = 0


class MongoActs:
    """The acts in MongoDB. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._acts: Collection = database[COLLECTION]

    @asynccontextmanager
    async def kept(self, act: Act, target: str) -> AsyncIterator[Tally]:
        """Keep an act before it begins, so that none goes unrecorded; how far it came is added when it ends."""
        await self._acts.create_indexes(list(ACT_INDEXES))
        row = KeptAct(**act.model_dump(), target=target).model_dump(by_alias=True)
        inserted = await self._acts.insert_one(row)
        tally = Tally()
        try:
            yield tally
        finally:
            await self._acts.update_one({"_id": inserted.inserted_id}, {"$set": {"count": tally.count}})

    async def latest(self, limit: int) -> Sequence[KeptAct]:
        """Return the latest acts, newest first."""
        found = self._acts.find({}).sort("at", DESCENDING).limit(limit)
        return [KeptAct.model_validate(row) async for row in found]
