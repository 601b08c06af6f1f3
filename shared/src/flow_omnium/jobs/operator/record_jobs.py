"""All jobs of one record, by the lock that they share: both directions, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind, lock_key_of
from flow_omnium.jobs.ledger.documents import COLLECTION, not_since
from flow_omnium.jobs.ledger.indexes import BY_KEY
from flow_omnium.jobs.ledger.operator_indexes import AT_ANY_TIME, BY_RECORD
from flow_omnium.jobs.ledger.unreadable import read_entry
from flow_omnium.jobs.operator.finding import LedgerRecord
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import DESCENDING, Collection, Database, Document
from flow_omnium.runtime.hints import fields_of, hinted

MOST_JOBS: Final = 100
"""So many jobs of a record are read at once."""


@dataclass(frozen=True)
class RecordPage:
    """Jobs of a record. Older ones were accepted before `older` (UTC), None where there are none."""

    record: LedgerRecord
    older: datetime | None = None


class RecordJobs:
    """Reads the jobs of a record. Raises DatabaseError."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def of(
        self, tenant_uid: str, lock_key: str, before: datetime | None = None, limit: int = MOST_JOBS
    ) -> RecordPage | None:
        """Return the newest jobs of a record, or those accepted before a time (UTC); None where it has none."""
        ran = await self._ran(tenant_uid, lock_key, before, limit + 1)
        kept = _whole_times(ran, limit)
        others = {} if before else await self._not_run(tenant_uid, lock_key, kept)
        found = {**_by_id(kept), **others}
        jobs = sorted(found.values(), key=lambda job: job.accepted_at, reverse=True)
        if not jobs:
            return None
        older = kept[-1].accepted_at if len(kept) < len(ran) else None
        return RecordPage(LedgerRecord(tenant_uid, lock_key, jobs), older)

    async def _ran(
        self, tenant_uid: str, lock_key: str, before: datetime | None, limit: int
    ) -> Sequence[JobEntry]:
        """Those that were run at least once."""
        wanted: Document = {"tenantUid": tenant_uid, "record": lock_key, "runs": {"$exists": True}}
        wanted |= AT_ANY_TIME if before is None else {"acceptedAt": not_since(before)}

        async def read(hint: Document) -> Sequence[Document]:
            found = self._jobs.find(wanted, **hint).sort("acceptedAt", DESCENDING).limit(limit)
            return await found.to_list(None)

        return _readable(await hinted(fields_of(BY_RECORD), read))

    async def _not_run(
        self, tenant_uid: str, lock_key: str, ran: Sequence[JobEntry]
    ) -> Mapping[str, JobEntry]:
        """Those that no worker has taken yet: by what the record's other jobs call it, and by its own name."""
        keys = sorted({lock_key.partition(":")[2], *(job.key for job in ran)})
        named: Document = {"tenantUid": tenant_uid, "key": {"$in": keys}, "record": lock_key}
        named["runs"] = {"$exists": False}
        running: Document = {"tenantUid": tenant_uid, "record": lock_key, "state": JobState.RUNNING.value}

        async def read(hint: Document) -> Sequence[Document]:
            found = self._jobs.find(named, **hint).sort("acceptedAt", DESCENDING).limit(MOST_JOBS)
            return await found.to_list(None)

        found = [*await hinted(fields_of(BY_KEY), read), *await self._jobs.find(running).to_list(1)]
        if found or ran:
            return _by_id(_readable(found))
        return _by_id(_readable(await self._pending(tenant_uid, lock_key)))

    async def _pending(self, tenant_uid: str, lock_key: str) -> Sequence[Document]:
        """A name may hold what a lock has not: then the pending jobs of its kinds are looked through."""
        kinds = [kind.value for kind in JobKind if lock_key == lock_key_of(kind, lock_key.partition(":")[2])]
        pending: Document = {
            "tenantUid": tenant_uid,
            "kind": {"$in": kinds},
            "pending": True,
            "record": lock_key,
        }
        return await self._jobs.find(pending).limit(MOST_JOBS).to_list(None)


def _readable(documents: Sequence[Document]) -> Sequence[JobEntry]:
    return [entry for entry in map(read_entry, documents) if isinstance(entry, JobEntry)]


def _by_id(jobs: Sequence[JobEntry]) -> Mapping[str, JobEntry]:
    return {job.job_id: job for job in jobs}


def _whole_times(jobs: Sequence[JobEntry], limit: int) -> Sequence[JobEntry]:
    """Cut behind the limit, but not among jobs of one moment: the next page begins before a moment."""
    if len(jobs) <= limit:
        return jobs
    last = jobs[limit].accepted_at
    return [job for job in jobs if job.accepted_at > last] or jobs[:limit]
