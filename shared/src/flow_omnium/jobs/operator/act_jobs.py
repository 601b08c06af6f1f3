"""Which jobs an act is about: their ids, frozen when they were counted, so that it can be told later how they fared.

`{_id, act, at, jobs: [ids]}`, a thousand ids in one document; `act` is the act's number in the audit log.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from flow_omnium.runtime.database import ASCENDING, Collection, Database, IndexModel

COLLECTION: Final = "act_jobs"

KEPT_FOR: Final = timedelta(days=90)

_IN_ONE: Final = 1_000

INDEXES: Final = (
    IndexModel([("act", ASCENDING)], name="by_act"),
    IndexModel([("at", ASCENDING)], name="expiry", expireAfterSeconds=int(KEPT_FOR.total_seconds())),
)


class ActJobs:
    """The jobs of acts in MongoDB. Every method raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._parts: Collection = database[COLLECTION]

    async def keep(self, act: int, ids: Sequence[Any], at: datetime) -> None:
        """Write down which jobs the act is about, before it changes any of them."""
        parts = [
            {"_id": f"{act}.{number}", "act": act, "at": at, "jobs": list(part)}
            for number, part in enumerate(_parts(ids))
        ]
        if parts:
            await self._parts.insert_many(parts)

    async def of(self, act: int) -> Sequence[Any]:
        """Return the ids of its jobs, in the order in which they were taken; none where nothing is kept of it."""
        parts = [part async for part in self._parts.find({"act": act})]
        return [job for part in sorted(parts, key=_number) for job in part["jobs"]]


def _parts(ids: Sequence[Any]) -> Sequence[Sequence[Any]]:
    return [ids[start : start + _IN_ONE] for start in range(0, len(ids), _IN_ONE)]


def _number(part: dict[str, Any]) -> int:
    return int(str(part["_id"]).rpartition(".")[2])
