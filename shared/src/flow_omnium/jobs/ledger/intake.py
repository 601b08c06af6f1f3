"""The gateway's side of the ledger: recording events in groups."""

from collections import defaultdict
from collections.abc import Sequence

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, Recorded
from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.indexes import INDEXES
from flow_omnium.jobs.message import JobMessage
from flow_omnium.runtime.database import Collection, Database, InsertOne

COLLECTION = "jobs"

_ROUNDS = 5


class MongoIntakeLedger:
    """Implements `IntakeLedger`: collection `jobs`, one document per job, written with majority and journal."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def ensure_indexes(self) -> None:
        """Create the indexes that the promises and the queries rest on. Raises LedgerUnavailableError."""
        async with translated():
            await self._jobs.create_indexes(list(INDEXES))

    async def record(self, jobs: Sequence[JobMessage]) -> Sequence[Recorded]:
        """See `IntakeLedger.record`."""
        recorded: dict[int, Recorded] = {}
        missing = list(range(len(jobs)))
        # A pending job may be claimed between our refused insert and our look at it: then the insert is tried again.
        for _ in range(_ROUNDS):
            async with translated():
                recorded |= await self._record_round(jobs, missing)
            missing = [position for position in missing if position not in recorded]
            if not missing:
                return [recorded[position] for position in range(len(jobs))]
        raise LedgerUnavailableError("a job kept changing while it was recorded")

    async def _record_round(
        self, jobs: Sequence[JobMessage], positions: Sequence[int]
    ) -> dict[int, Recorded]:
        group = [jobs[position] for position in positions]
        _, refused = await bulk.write(self._jobs, [InsertOne(new_document(job)) for job in group])
        pending = await self._pending([group[index] for index in refused])
        return {
            position: _joined(pending[identity]) if index in refused else Recorded(job, is_new=True)
            for index, (position, job) in enumerate(zip(positions, group, strict=True))
            if (identity := _identity(job)) in pending or index not in refused
        }

    async def _pending(self, jobs: Sequence[JobMessage]) -> dict[tuple[str, str, str], JobEntry]:
        if not jobs:
            return {}
        keys: dict[tuple[str, str], set[str]] = defaultdict(set)
        for job in jobs:
            keys[job.tenant_uid, job.kind.value].add(job.key)
        # By lists of keys, not by alternatives: the database plans each alternative of an `$or` by itself.
        found = [entry for wanted in keys.items() for entry in await self._pending_of(*wanted)]
        return {(entry.tenant_uid, entry.kind.value, entry.key): entry for entry in found}

    async def _pending_of(self, kind: tuple[str, str], keys: set[str]) -> Sequence[JobEntry]:
        tenant_uid, name = kind
        wanted = {"tenantUid": tenant_uid, "kind": name, "key": {"$in": sorted(keys)}, "pending": True}
        return [
            JobEntry.model_validate(document) async for document in self._jobs.find(wanted, {"attempts": 0})
        ]


def _identity(job: JobMessage) -> tuple[str, str, str]:
    return job.tenant_uid, job.kind.value, job.key


def _joined(entry: JobEntry) -> Recorded:
    return Recorded(entry.message(), is_new=False)
