"""The worker's side of the ledger: claiming, holding, settling. Claims and endings are written in groups."""

import uuid
from collections.abc import Collection as Several
from collections.abc import Sequence
from datetime import datetime

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import RECORD, SLOT
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import Lease, Refusal, Settled
from flow_omnium.jobs.ledger.documents import (
    claim_update,
    claimable,
    hold_running_update,
    hold_update,
    new_document,
    pending_of_key,
    queue_update,
    run_by,
    running_of_record,
    settle_update,
    superseded,
    under_ticket,
)
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.settlement import Settlement
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Database, Document, DuplicateKeyError, ReturnDocument, UpdateOne
from flow_omnium.runtime.group_commit import GroupCommit

_WITHOUT_ATTEMPTS = {"attempts": 0}
_Ending = tuple[JobEntry, Settlement, datetime]


class MongoRunLedger(MongoIntakeLedger):
    """Implements `RunLedger`."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._claims: GroupCommit[tuple[JobMessage, Lease], JobEntry | Refusal | None] = GroupCommit(
            self._claim_group
        )
        self._endings: GroupCommit[_Ending, bool] = GroupCommit(self._end_group)

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """See `RunLedger.claim`."""
        claimed = await self._claims.submit((message, lease))
        if claimed is None and await self._rebuild(message):
            claimed = await self._claims.submit((message, lease))
        return Refusal.STALE if claimed is None else claimed

    async def _claim_group(
        self, wanted: Sequence[tuple[JobMessage, Lease]]
    ) -> Sequence[JobEntry | Refusal | None]:
        """None for a job that is not there under this ticket, or no longer pending."""
        claim = uuid.uuid4().hex
        async with translated():
            _, busy = await bulk.write(
                self._jobs,
                [UpdateOne(claimable(message), claim_update(lease, claim)) for message, lease in wanted],
            )
            ids = [message.job_id for message, _ in wanted]
            found = self._jobs.find({"_id": {"$in": ids}, "claim": claim}, _WITHOUT_ATTEMPTS)
            entries = {document["_id"]: JobEntry.model_validate(document) async for document in found}
        # A message that was delivered twice stands twice in the group: the first one gets the job.
        return [
            Refusal.BUSY if index in busy else entries.pop(message.job_id, None)
            for index, (message, _) in enumerate(wanted)
        ]

    async def _rebuild(self, message: JobMessage) -> bool:
        async with translated():
            if await self._jobs.find_one({"_id": message.job_id}, {"_id": 1}) is not None:
                return False
            try:
                await self._jobs.insert_one(new_document(message))
            except DuplicateKeyError:
                # Another pending job of the key will read the same, newest state: this one has nothing to add.
                return False
        return True

    async def hold(self, message: JobMessage, held_by: str, at: datetime) -> bool:
        """See `RunLedger.hold`."""
        return await self._hold(message, held_by, at) or (
            await self._rebuild(message) and await self._hold(message, held_by, at)
        )

    async def _hold(self, message: JobMessage, held_by: str, at: datetime) -> bool:
        async with translated():
            held = await self._jobs.update_one(claimable(message), hold_update(held_by, at))
        return held.matched_count == 1

    async def summon_heir(self, job: JobMessage) -> bool:
        """See `RunLedger.summon_heir`."""
        async with translated():
            summoned = await self._jobs.update_one(running_of_record(job), {"$set": {"hasHeirs": True}})
        return summoned.matched_count == 1

    async def take_held_by_record(self, job: JobMessage, lease: Lease) -> JobEntry | None:
        """See `RunLedger.take_held_by_record`."""
        held = {
            "tenantUid": job.tenant_uid,
            "heldBy": RECORD,
            "record": job.record,
            "state": JobState.HELD.value,
        }
        while (oldest := await self._oldest(held)) is not None:
            try:
                # There may be more heirs: this one looks again when it ends.
                taken = await self._take(oldest, lease, has_heirs=True)
            except DuplicateKeyError:
                # Somebody was faster; if that one is still running it will take the heir, else we look again.
                if await self.summon_heir(oldest.message()):
                    return None
            else:
                if taken is not None:
                    return taken
        return None

    async def take_held_by_slot(self, tenant_uid: str, queues: Several[str], lease: Lease) -> JobEntry | None:
        """See `RunLedger.take_held_by_slot`."""
        held = {
            "tenantUid": tenant_uid,
            "heldBy": SLOT,
            "state": JobState.HELD.value,
            "queue": {"$in": list(queues)},
        }
        try:
            # All slots of the tenant may look at once: the database hands each of them a job of its own.
            return await self._take_oldest(held, lease)
        except DuplicateKeyError:
            return await self._take_past_busy_records(held, lease)

    async def _take_oldest(self, held: Document, lease: Lease) -> JobEntry | None:
        async with translated():
            taken = await self._jobs.find_one_and_update(
                held,
                claim_update(lease, uuid.uuid4().hex),
                sort=[("acceptedAt", 1)],
                projection=_WITHOUT_ATTEMPTS,
                return_document=ReturnDocument.AFTER,
            )
        return None if taken is None else JobEntry.model_validate(taken)

    async def _take_past_busy_records(self, held: Document, lease: Lease) -> JobEntry | None:
        while (oldest := await self._oldest(held)) is not None:
            try:
                taken = await self._take(oldest, lease)
            except DuplicateKeyError:
                await self._hold_for_record(oldest, lease.taken_at)
            else:
                if taken is not None:
                    return taken
        return None

    async def _oldest(self, held: Document) -> JobEntry | None:
        async with translated():
            document = await self._jobs.find_one(held, _WITHOUT_ATTEMPTS, sort=[("acceptedAt", 1)])
        return None if document is None else JobEntry.model_validate(document)

    async def _take(self, entry: JobEntry, lease: Lease, *, has_heirs: bool = False) -> JobEntry | None:
        update = claim_update(lease, uuid.uuid4().hex)
        if has_heirs:
            update["$set"] |= {"hasHeirs": True}
        async with translated():
            taken = await self._jobs.find_one_and_update(
                under_ticket(entry) | {"state": JobState.HELD.value},
                update,
                projection=_WITHOUT_ATTEMPTS,
                return_document=ReturnDocument.AFTER,
            )
        return None if taken is None else JobEntry.model_validate(taken)

    async def _hold_for_record(self, entry: JobEntry, at: datetime) -> None:
        async with translated():
            await self._jobs.update_one(
                under_ticket(entry) | {"state": JobState.HELD.value},
                {"$set": {"heldBy": RECORD, "heldAt": at}},
            )
        await self.summon_heir(entry.message())

    async def renew(self, entry: JobEntry, until: datetime) -> bool:
        """See `RunLedger.renew`."""
        async with translated():
            renewed = await self._jobs.update_one(run_by(entry), {"$set": {"leaseUntil": until}})
        return renewed.matched_count == 1

    async def settle(self, entry: JobEntry, settlement: Settlement, at: datetime) -> Settled | None:
        """See `RunLedger.settle`."""
        if settlement.state in FINAL and await self._endings.submit((entry, settlement, at)):
            return Settled(settlement.state, entry.ticket)
        return await self._settle_alone(entry, settlement, at)

    async def _end_group(self, endings: Sequence[_Ending]) -> Sequence[bool]:
        """True for what was written; a run that lost its lease, or has an heir to be told of, is left for one by one."""
        claim = uuid.uuid4().hex
        writes = [
            UpdateOne(
                run_by(entry) | {"hasHeirs": None}, _with_mark(settle_update(entry, settlement, at), claim)
            )
            for entry, settlement, at in endings
        ]
        async with translated():
            matched, _ = await bulk.write(self._jobs, writes)
            if matched == len(endings):
                return [True] * matched
            ids = [entry.job_id for entry, _, _ in endings]
            found = self._jobs.find({"_id": {"$in": ids}, "settlement": claim}, {"_id": 1})
            written = {document["_id"] async for document in found}
        return [entry.job_id in written for entry, _, _ in endings]

    async def _settle_alone(self, entry: JobEntry, settlement: Settlement, at: datetime) -> Settled | None:
        async with translated():
            try:
                return await self._leave(entry, settle_update(entry, settlement, at))
            except DuplicateKeyError:
                newer = {"$max": {"failures": settlement.failures}}
                await self._jobs.update_one(pending_of_key(entry), newer)
                return await self._leave(entry, settle_update(entry, superseded(settlement), at))

    async def hand_back(self, entry: JobEntry, at: datetime) -> Settled | None:
        """See `RunLedger.hand_back`."""
        return await self._unfinished(entry, queue_update(at), at)

    async def put_on_hold(self, entry: JobEntry, held_by: str, at: datetime) -> Settled | None:
        """See `RunLedger.put_on_hold`."""
        return await self._unfinished(entry, hold_running_update(held_by, at), at)

    async def _unfinished(self, entry: JobEntry, update: Document, at: datetime) -> Settled | None:
        async with translated():
            try:
                return await self._leave(entry, update)
            except DuplicateKeyError:
                ended = superseded(Settlement(JobState.SUPERSEDED))
                return await self._leave(entry, settle_update(entry, ended, at))

    async def _leave(self, entry: JobEntry, update: Document) -> Settled | None:
        """Write the end of a run; what stood before tells whether another job was held meanwhile."""
        before = await self._jobs.find_one_and_update(
            run_by(entry),
            update,
            projection={"hasHeirs": 1, "ticket": 1},
            return_document=ReturnDocument.BEFORE,
        )
        if before is None:
            return None
        ticket = update["$set"].get("ticket", before["ticket"] + update.get("$inc", {}).get("ticket", 0))
        return Settled(JobState(update["$set"]["state"]), ticket, before.get("hasHeirs", False))


def _with_mark(update: Document, mark: str) -> Document:
    return update | {"$set": update["$set"] | {"settlement": mark}}
