"""The ledger in MongoDB: collection `jobs`, one document per job, written with majority and journal.

Two partial unique indexes are the promises: one pending job per (tenant, kind, key), one running per (tenant, record).
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger import MAX_ATTEMPTS_KEPT, Lease, LedgerUnavailableError, Recorded, Refusal
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.settlement import Settlement
from flow_omnium.jobs.state import CLAIMABLE, FINAL, JobState
from flow_omnium.runtime.database import (
    ASCENDING,
    DESCENDING,
    BulkWriteError,
    Collection,
    Database,
    DatabaseError,
    Document,
    DuplicateKeyError,
    IndexModel,
    ReturnDocument,
)

COLLECTION = "jobs"
RETENTION = timedelta(days=30)
"""How long a finished entry is kept."""

_DUPLICATE_KEY = 11000
_RECORD_ROUNDS = 5

INDEXES = (
    IndexModel(
        [("tenantUid", ASCENDING), ("kind", ASCENDING), ("key", ASCENDING)],
        name="one_pending_per_key",
        unique=True,
        partialFilterExpression={"pending": True},
    ),
    IndexModel(
        [("tenantUid", ASCENDING), ("record", ASCENDING)],
        name="one_running_per_record",
        unique=True,
        partialFilterExpression={"state": JobState.RUNNING.value},
    ),
    IndexModel("finishedAt", name="retention", expireAfterSeconds=int(RETENTION.total_seconds())),
    IndexModel([("acceptedAt", DESCENDING)], name="by_age"),
    IndexModel([("tenantUid", ASCENDING), ("acceptedAt", DESCENDING)], name="by_tenant_and_age"),
    IndexModel([("key", ASCENDING), ("acceptedAt", DESCENDING)], name="by_key_and_age"),
    IndexModel([("state", ASCENDING), ("acceptedAt", DESCENDING)], name="by_state_and_age"),
)


class MongoLedger:
    """Implements `Ledger` over one collection."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]

    async def ensure_indexes(self) -> None:
        """Create the indexes that the promises and the queries rest on. Raises LedgerUnavailableError."""
        async with _translated():
            await self._jobs.create_indexes(list(INDEXES))

    async def record(self, jobs: Sequence[JobMessage]) -> Sequence[Recorded]:
        """See `Ledger.record`."""
        recorded: dict[int, Recorded] = {}
        missing = list(range(len(jobs)))
        # A pending job may be claimed between our refused insert and our look at it: then the insert is tried again.
        for _ in range(_RECORD_ROUNDS):
            async with _translated():
                recorded |= await self._record_round(jobs, missing)
            missing = [position for position in missing if position not in recorded]
            if not missing:
                return [recorded[position] for position in range(len(jobs))]
        raise LedgerUnavailableError("a job kept changing while it was recorded")

    async def _record_round(
        self, jobs: Sequence[JobMessage], positions: Sequence[int]
    ) -> dict[int, Recorded]:
        refused = await self._insert([jobs[position] for position in positions])
        pending = await self._pending([jobs[positions[index]] for index in refused])
        recorded = {
            position: Recorded(jobs[position], is_new=True, is_published=False)
            for index, position in enumerate(positions)
            if index not in refused
        }
        for index in refused:
            entry = pending.get(_identity(jobs[positions[index]]))
            if entry is not None:
                recorded[positions[index]] = _joined(entry)
        return recorded

    async def _insert(self, jobs: Sequence[JobMessage]) -> set[int]:
        try:
            await self._jobs.insert_many([_document(job) for job in jobs], ordered=False)
        except BulkWriteError as error:
            faults = error.details.get("writeErrors", [])
            if error.details.get("writeConcernErrors") or any(
                fault["code"] != _DUPLICATE_KEY for fault in faults
            ):
                raise
            return {fault["index"] for fault in faults}
        return set()

    async def _pending(self, jobs: Sequence[JobMessage]) -> dict[tuple[str, str, str], JobEntry]:
        if not jobs:
            return {}
        wanted = [
            {"tenantUid": job.tenant_uid, "kind": job.kind.value, "key": job.key, "pending": True}
            for job in jobs
        ]
        found = self._jobs.find({"$or": wanted}, {"attempts": 0})
        entries = [JobEntry.model_validate(document) async for document in found]
        return {(entry.tenant_uid, entry.kind.value, entry.key): entry for entry in entries}

    async def mark_published(self, jobs: Sequence[JobMessage], at: datetime) -> None:
        """See `Ledger.mark_published`."""
        async with _translated():
            await self._jobs.update_many(
                {"$or": [{"_id": job.job_id, "ticket": job.ticket} for job in jobs]},
                {"$set": {"publishedAt": at}},
            )

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """See `Ledger.claim`."""
        async with _translated():
            try:
                claimed = await self._take(message, lease)
                if claimed is None and await self._rebuild(message):
                    claimed = await self._take(message, lease)
            except DuplicateKeyError:
                return Refusal.BUSY
            if claimed is not None:
                return JobEntry.model_validate(claimed)
            running = await self._jobs.find_one(
                _under_ticket(message) | {"state": JobState.RUNNING.value}, {"_id": 1}
            )
        return Refusal.STALE if running is None else Refusal.BUSY

    async def _take(self, message: JobMessage, lease: Lease) -> Document | None:
        pending = {"state": {"$in": [state.value for state in CLAIMABLE]}}
        abandoned = {"state": JobState.RUNNING.value, "leaseUntil": {"$lt": lease.taken_at}}
        return await self._jobs.find_one_and_update(
            _under_ticket(message) | {"$or": [pending, abandoned]},
            {
                "$set": {
                    "state": JobState.RUNNING.value,
                    "owner": lease.owner,
                    "startedAt": lease.taken_at,
                    "leaseUntil": lease.until,
                },
                "$unset": {"pending": "", "nextAttemptAt": "", "reason": ""},
            },
            return_document=ReturnDocument.AFTER,
        )

    async def _rebuild(self, message: JobMessage) -> bool:
        if await self._jobs.find_one({"_id": message.job_id}, {"_id": 1}) is not None:
            return False
        try:
            await self._jobs.insert_one(_document(message))
        except DuplicateKeyError:
            # Another pending job of the record will read the same, newest state: this one has nothing to add.
            return False
        return True

    async def renew(self, entry: JobEntry, until: datetime) -> bool:
        """See `Ledger.renew`."""
        async with _translated():
            renewed = await self._jobs.update_one(_held_by(entry), {"$set": {"leaseUntil": until}})
        return renewed.matched_count == 1

    async def settle(self, entry: JobEntry, settlement: Settlement, at: datetime) -> JobEntry | None:
        """See `Ledger.settle`."""
        async with _translated():
            try:
                written = await self._write(entry, settlement, at)
            except DuplicateKeyError:
                superseded = Settlement(
                    JobState.SUPERSEDED, "a newer job of the record is pending", attempt=settlement.attempt
                )
                written = await self._write(entry, superseded, at)
                await self._jobs.update_one(
                    {
                        "tenantUid": entry.tenant_uid,
                        "kind": entry.kind.value,
                        "key": entry.key,
                        "pending": True,
                    },
                    {"$max": {"failures": settlement.failures}},
                )
        return None if written is None else JobEntry.model_validate(written)

    async def _write(self, entry: JobEntry, settlement: Settlement, at: datetime) -> Document | None:
        return await self._jobs.find_one_and_update(
            _held_by(entry), _settlement_update(entry, settlement, at), return_document=ReturnDocument.AFTER
        )


def _under_ticket(message: JobMessage) -> Document:
    return {"_id": message.job_id, "ticket": message.ticket}


def _held_by(entry: JobEntry) -> Document:
    # Owner, ticket and start are the fence: a runner that lost its lease changes nothing.
    fence = {"_id": entry.job_id, "ticket": entry.ticket, "owner": entry.owner, "startedAt": entry.started_at}
    return fence | {"state": JobState.RUNNING.value}


def _settlement_update(entry: JobEntry, settlement: Settlement, at: datetime) -> Document:
    fields: Document = {"state": settlement.state.value, "reason": settlement.reason}
    if settlement.state in FINAL:
        fields |= {"finishedAt": at}
    if settlement.delay_ms is not None:
        due = at + timedelta(milliseconds=settlement.delay_ms)
        fields |= {"pending": True, "ticket": entry.ticket + 1, "nextAttemptAt": due}
        fields |= {"publishedAt": None, "failures": settlement.failures}
    update: Document = {"$set": fields, "$unset": {"owner": "", "leaseUntil": ""}}
    if settlement.attempt is not None:
        attempt = settlement.attempt.model_dump(by_alias=True)
        update["$push"] = {"attempts": {"$each": [attempt], "$slice": -MAX_ATTEMPTS_KEPT}}
        update["$inc"] = {"attemptCount": 1}
    return update


def _document(job: JobMessage) -> Document:
    return {
        "_id": job.job_id,
        "tenantUid": job.tenant_uid,
        "queue": job.queue,
        "kind": job.kind.value,
        "key": job.key,
        "record": job.record,
        "state": JobState.QUEUED.value,
        "pending": True,
        "ticket": job.ticket,
        "event": job.event,
        "acceptedAt": job.accepted_at,
        "publishedAt": None,
        "failures": 0,
        "attemptCount": 0,
        "attempts": [],
    }


def _identity(job: JobMessage) -> tuple[str, str, str]:
    return job.tenant_uid, job.kind.value, job.key


def _joined(entry: JobEntry) -> Recorded:
    return Recorded(entry.message(), is_new=False, is_published=_is_on_its_way(entry))


def _is_on_its_way(entry: JobEntry) -> bool:
    return entry.published_at is not None or entry.state is not JobState.QUEUED


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except DuplicateKeyError:
        raise
    except DatabaseError as error:
        # The text of a driver error may hold the address, and a duplicate's document: only its kind is passed on.
        message = f"the ledger did not answer: {type(error).__name__}"
        raise LedgerUnavailableError(message) from None
