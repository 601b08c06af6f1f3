"""Which jobs are under way, or have ended of late, by the ledger."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.documents import COLLECTION
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.state import JobState
from flow_omnium.jobs.work import Work
from flow_omnium.runtime.database import Database, Document

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
        asked: list[Document] = [
            {**of, "pending": True},
            {**of, "state": JobState.RUNNING.value},
            {**of, "pending": True},
            {**of, "finishedAt": {"$gte": at}, "state": {"$ne": _CANCELLED}},
        ]
        found: dict[Work, None] = {}
        for wanted in asked:
            with translated():
                documents = await self._jobs.find(wanted, _SEEN).to_list(None)
            found |= dict.fromkeys(map(_work_of, documents))
        return tuple(found)


def _work_of(document: Document) -> Work:
    return Work(str(document["kind"]), str(document["key"]), document.get("storeUid"))
