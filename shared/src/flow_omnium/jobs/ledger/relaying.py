"""The relay's side of the ledger: which messages the broker should have and has not, and issuing them again."""

from collections.abc import Collection as Several
from collections.abc import Sequence
from datetime import datetime, timedelta

from flow_omnium.jobs.attempt_result import AttemptResult, superseded
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import SLOT, UNREADABLE
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import Completed
from flow_omnium.jobs.ledger.documents import (
    WITHOUT_ATTEMPTS,
    completion_update,
    inherit_update,
    not_since,
    pending_of_key,
    queue_update,
    run_by,
    under_ticket,
)
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.jobs.ledger.locks import Locks
from flow_omnium.jobs.ledger.reading import EntryReader, Unreadables
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import CLAIMABLE, PENDING, JobState
from flow_omnium.runtime.database import Database, Document, DuplicateKeyError, UpdateOne

_LEADER = "relay"

_LAST_CLAIMED = 20
"""How many of the latest claims are looked at: some may be of held jobs, which are taken late and say nothing of the
queue's order."""

_NO_TEXT = {"$not": {"$gt": ""}}
_HELD_FOR_NOTHING: Document = {
    "state": JobState.HELD.value,
    "$or": [{"heldBy": _NO_TEXT}, {"heldBy": {"$ne": UNREADABLE}, "tenantUid": _NO_TEXT}],
}
_CLAIMABLE = {"$in": [state.value for state in CLAIMABLE]}


class MongoRelayLedger(MongoIntakeLedger):
    """Implements `RelayLedger`."""

    def __init__(self, database: Database, unreadables: Unreadables | None = None) -> None:
        super().__init__(database)
        self._reader = EntryReader(self._jobs, unreadables)
        self._locks = Locks(database)

    async def lead(self, owner: str, at: datetime, duration: timedelta) -> bool:
        """See `RelayLedger.lead`."""
        return await self._locks.take(_LEADER, owner, at, duration)

    async def unclaimed(self, queue: str, before: datetime, limit: int) -> Sequence[JobEntry]:
        """See `RelayLedger.unclaimed`."""
        return await self._entries(
            {"queue": queue, "state": _CLAIMABLE, "dueAt": not_since(before)}, "dueAt", before, limit
        )

    async def latest_claimed(self, queue: str) -> datetime | None:
        """See `RelayLedger.latest_claimed`."""
        claimed = {"queue": queue, "startedAt": {"$exists": True}}
        with translated():
            found = self._jobs.find(claimed, {"dueAt": 1}).sort("startedAt", -1).limit(_LAST_CLAIMED)
            due = [document.get("dueAt") async for document in found]
        return max((at for at in due if isinstance(at, datetime)), default=None)

    async def abandoned(self, at: datetime, limit: int) -> Sequence[JobEntry]:
        """See `RelayLedger.abandoned`."""
        return [
            *await self._entries(
                {"state": JobState.RUNNING.value, "leaseUntil": not_since(at)}, "leaseUntil", at, limit
            ),
            # Held, without a reason or a tenant: nothing else would ever find it.
            *await self._entries(_HELD_FOR_NOTHING, "heldBy", at, limit),
        ]

    async def holds(self) -> Several[str]:
        """See `RelayLedger.holds`."""
        held = {"heldBy": {"$gt": ""}, "state": JobState.HELD.value}
        with translated():
            found: list[str] = await self._jobs.distinct("heldBy", held)
        return found

    async def held(
        self, held_by: str, before: datetime, limit: int, *, tenant_uid: str | None = None
    ) -> Sequence[JobEntry]:
        """See `RelayLedger.held`."""
        wanted: Document = {"heldBy": held_by, "heldAt": not_since(before), "state": JobState.HELD.value}
        if tenant_uid is not None:
            wanted["tenantUid"] = tenant_uid
        return await self._entries(wanted, "heldAt", before, limit)

    async def tenants_held_by_slot(self) -> Several[str]:
        """See `RelayLedger.tenants_held_by_slot`."""
        with translated():
            found = await self._jobs.distinct("tenantUid", {"state": JobState.HELD.value, "heldBy": SLOT})
        return [tenant for tenant in found if isinstance(tenant, str)]

    async def running_records(self, jobs: Sequence[JobEntry]) -> Several[tuple[str, str]]:
        """See `RelayLedger.running_records`."""
        if not jobs:
            return ()
        wanted = [
            {"tenantUid": job.tenant_uid, "record": job.lock_key, "state": JobState.RUNNING.value}
            for job in jobs
        ]
        with translated():
            found = self._jobs.find({"$or": wanted}, {"tenantUid": 1, "record": 1})
            return {(document["tenantUid"], document["record"]) async for document in found}

    async def running_tenants(self, tenant_uids: Several[str]) -> Several[str]:
        """See `RelayLedger.running_tenants`."""
        running = {"state": JobState.RUNNING.value, "tenantUid": {"$in": list(tenant_uids)}}
        with translated():
            found: list[str] = await self._jobs.distinct("tenantUid", running)
        return found

    async def lose(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """See `RelayLedger.lose`."""
        with translated():
            try:
                return await self._leave(entry, result, at)
            except DuplicateKeyError:
                is_inherited = await self._inherit(entry, result, at)
            if is_inherited:
                return await self._leave(entry, superseded(result), at)
        # The newer one ended meanwhile, so nothing is in the way any more.
        return await self.lose(entry, result, at)

    async def _inherit(self, entry: JobEntry, result: AttemptResult, at: datetime) -> bool:
        """Let the newer job of the key take over the attempts; False if there is none any more."""
        inherited = await self._jobs.update_one(pending_of_key(entry), inherit_update(entry, result, at))
        return inherited.matched_count > 0

    async def _leave(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        # Compare-and-set on the lease too: one that was renewed since we looked is alive.
        as_it_was = run_by(entry) | {"leaseUntil": entry.lease_until}
        left = await self._jobs.update_one(as_it_was, completion_update(entry, result, at))
        ticket = entry.ticket + (result.state in PENDING)
        return Completed(result.state, ticket) if left.matched_count else None

    async def reissue(self, jobs: Sequence[JobEntry], at: datetime) -> Sequence[JobMessage]:
        """See `RelayLedger.reissue`."""
        if not jobs:
            return ()
        with translated():
            # The ticket rises before anything is sent: a message that was not lost after all is stale from here on.
            await bulk.write(self._jobs, [_reissue(job, at) for job in jobs])
            tickets = [
                {"_id": job.job_id, "ticket": job.ticket + 1, "state": JobState.QUEUED.value} for job in jobs
            ]
            found = self._jobs.find({"$or": tickets}, WITHOUT_ATTEMPTS)
            return [entry.message() for entry in await self._reader.entries(found, at, len(jobs))]

    async def _entries(self, wanted: Document, order: str, at: datetime, limit: int) -> Sequence[JobEntry]:
        """Read past what cannot be read, however much of it is older: it is set aside, and not met again."""
        with translated():
            found = self._jobs.find(wanted, WITHOUT_ATTEMPTS).sort(order, 1)
            return await self._reader.entries(found, at, limit)


def _reissue(job: JobEntry, at: datetime) -> UpdateOne:
    return UpdateOne(under_ticket(job) | {"state": job.state.value}, queue_update(at))
