"""Which jobs are under way, or have ended of late, by the ledger."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.indexes import ENDED_OF_TENANT, ONE_PENDING_PER_KEY, ONE_RUNNING_PER_RECORD
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.work import Work
from flow_omnium.runtime.database import Database, Document, IndexModel
from flow_omnium.runtime.hints import fields_of

_SEEN: Final = {"kind": 1, "key": 1, "storeUid": 1}
_CANCELLED: Final = JobState.CANCELLED.value


class MongoRecentWork:
    """Implements `RecentWork`."""

    def __init__(self, database: Database) -> None:
        self._jobs = database[COLLECTION]

    async def since(self, tenant_uid: str, kinds: Collection[JobKind], at: datetime) -> Sequence[Work]:
        """See `RecentWork.since`."""
        of = {"tenantUid": tenant_uid, "kind": {"$in": [kind.value for kind in kinds]}}
        # One question per index. Who is pending is asked twice: a job may fall back while its runs are looked for.
        pending: Document = {**of, "pending": True}
        asked: list[tuple[Document, IndexModel]] = [
            (pending, ONE_PENDING_PER_KEY),
            ({**of, "state": JobState.RUNNING.value}, ONE_RUNNING_PER_RECORD),
            (pending, ONE_PENDING_PER_KEY),
            ({**of, "finishedAt": {"$gte": at}, "state": {"$ne": _CANCELLED}}, ENDED_OF_TENANT),
        ]
        found: dict[Work, None] = {}
        for wanted, index in asked:
            with translated():
                # Left to itself the database may go through all jobs of the tenant, by the index of their age.
                documents = await self._jobs.find(wanted, _SEEN).hint(fields_of(index)).to_list(None)
            found |= dict.fromkeys(map(_work_of, documents))
        return tuple(found)


def _work_of(document: Document) -> Work:
    return Work(str(document["kind"]), str(document["key"]), document.get("storeUid"))
