"""The gateway's side of the ledger: recording events in groups, each as a new job or joined to a pending one."""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Collection as Several
from collections.abc import Mapping, Sequence
from typing import Final

from flow_omnium.jobs.kinds import tells_deletion
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, Recorded
from flow_omnium.jobs.ledger.documents import COLLECTION, new_document
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.forwards import SEEN_TO_FORWARD, Forwards
from flow_omnium.jobs.message import Identity, JobMessage
from flow_omnium.runtime.database import DURABLE_READS, Collection, Database, Document, InsertOne

_ROUNDS = 5

_SEEN: Final = {"key": 1, **SEEN_TO_FORWARD}

_REMEMBERED = 10_000
"""Identities that were seen lately and probably have a pending job: to look for it costs less than an insert that the
unique index refuses. Their hashes are kept: where two are alike, a look finds nothing, and the insert follows."""


class MongoIntakeLedger:
    """Implements `IntakeLedger`: collection `jobs`, one document per job, written with majority and journal."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]
        # An event that joins a job is answered as safe, so the job must be on a majority. And a claim that this read does
        # not see is not yet confirmed to its worker: that job starts after the event, and reads the newest state.
        self._safe_jobs: Collection = self._jobs.with_options(read_concern=DURABLE_READS)
        self._recent: OrderedDict[int, None] = OrderedDict()
        self._forwarding = Forwards(self._jobs)

    async def record(self, jobs: Sequence[JobMessage]) -> Sequence[Recorded]:
        """See `IntakeLedger.record`."""
        recorded: dict[str, Recorded] = {}
        suspects, fresh = self._divided(jobs)
        # A pending job may be claimed between our refused insert and our look for it: then the insert is tried again.
        for _ in range(_ROUNDS):
            with translated():
                recorded |= await self._joined(suspects)
                fresh += [job for job in suspects if job.job_id not in recorded]
                inserted, suspects = await self._inserted(fresh)
            recorded |= {job.job_id: Recorded(job.job_id, is_new=True) for job in inserted}
            fresh = []
            if not suspects:
                self._remember(jobs)
                return [recorded[job.job_id] for job in jobs]
        raise LedgerUnavailableError("a job kept changing while it was recorded")

    def _remember(self, jobs: Sequence[JobMessage]) -> None:
        recent = self._recent
        for job in jobs:
            recent[hash(job.identity)] = None
            recent.move_to_end(hash(job.identity))
        while len(recent) > _REMEMBERED:
            recent.popitem(last=False)

    def _divided(self, jobs: Sequence[JobMessage]) -> tuple[list[JobMessage], list[JobMessage]]:
        """Tell those that probably join a pending job from the others."""
        suspects: list[JobMessage] = []
        fresh: list[JobMessage] = []
        for job in jobs:
            (suspects if hash(job.identity) in self._recent else fresh).append(job)
        return suspects, fresh

    async def _inserted(self, jobs: Sequence[JobMessage]) -> tuple[list[JobMessage], list[JobMessage]]:
        """Insert the jobs; return those that are new, and those whose identity has a pending job."""
        if not jobs:
            return [], []
        _, refused = await bulk.write(self._jobs, [InsertOne(new_document(job)) for job in jobs])
        return (
            [job for position, job in enumerate(jobs) if position not in refused],
            [jobs[position] for position in sorted(refused)],
        )

    async def _joined(self, jobs: Sequence[JobMessage]) -> dict[str, Recorded]:
        """Look for the pending jobs that these join; by the id of the joining one."""
        keys: dict[tuple[str, str], set[str]] = defaultdict(set)
        for job in jobs:
            keys[job.tenant_uid, job.kind.value].add(job.key)
        # One query per tenant and kind with a list of keys: the database would plan each part of an `$or` by itself.
        found = await asyncio.gather(*(self._pending(*of, wanted) for of, wanted in keys.items()))
        pending = {identity: document for group in found for identity, document in group.items()}
        joined = {job.job_id: pending[job.identity]["_id"] for job in jobs if job.identity in pending}
        for job in jobs:
            if job.job_id in joined and tells_deletion(job.event) and not await self._told(job, joined):
                del joined[job.job_id]
        forwarded = await self._forwarding.forward(
            [(pending[job.identity], job) for job in jobs if job.job_id in joined]
        )
        return {
            job_id: Recorded(joins, is_new=False, forwarded=forwarded.get(joins))
            for job_id, joins in joined.items()
        }

    async def _told(self, job: JobMessage, joined: Mapping[str, str]) -> bool:
        """Give the pending job the event of the deletion; False when it has begun meanwhile, and cannot be joined."""
        pending = {"_id": joined[job.job_id], "pending": True}
        told = await self._jobs.update_one(pending, {"$set": {"event": job.event}})
        return told.matched_count == 1

    async def _pending(self, tenant_uid: str, kind: str, keys: Several[str]) -> dict[Identity, Document]:
        """Return of the pending jobs of these keys what decides whether one is brought forward."""
        wanted = {"tenantUid": tenant_uid, "kind": kind, "key": {"$in": sorted(keys)}, "pending": True}
        found = self._safe_jobs.find(wanted, _SEEN, batch_size=len(keys) + 1)
        return {(tenant_uid, kind, document["key"]): document async for document in found}
