"""Holding jobs, in groups, and taking them to run when what they wait for is free."""

import uuid
from collections import defaultdict
from collections.abc import Collection as Several
from collections.abc import Sequence
from datetime import datetime

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.holding import ALONE, RECORD, SLOT
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.claims import rebuild
from flow_omnium.jobs.ledger.contract import Lease, LedgerUnavailableError
from flow_omnium.jobs.ledger.documents import (
    WITHOUT_ATTEMPTS,
    claim_update,
    claimable_together,
    hold_update,
    marked,
    running_of_record,
    under_ticket,
)
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.reading import EntryReader
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Collection, Document, DuplicateKeyError, ReturnDocument
from flow_omnium.runtime.group_commit import GroupCommit

_LOOKED_AT = 1_000
"""Held jobs that are read to find the oldest readable one; those that cannot be read are set aside."""

_Hold = tuple[JobMessage, str, datetime]


class Holds:
    """Held jobs have no message in the broker, so a long backlog of one tenant fills no queue; whoever frees what they wait
    for takes them from here."""

    def __init__(self, jobs: Collection, reader: EntryReader) -> None:
        self._jobs = jobs
        self._reader = reader
        self._groups: GroupCommit[_Hold, bool] = GroupCommit(
            self._hold_group, lanes=bulk.LANES, worth_a_lane=bulk.WORTH_A_LANE, common=LedgerUnavailableError
        )

    async def hold(self, message: JobMessage, held_by: str, at: datetime) -> bool:
        """See `RunLedger.hold`."""
        hold = message, held_by, at
        return await self._groups.submit(hold) or (
            await rebuild(self._jobs, message, at) and await self._groups.submit(hold)
        )

    async def _hold_group(self, holds: Sequence[_Hold]) -> Sequence[bool]:
        alike: dict[tuple[int, str], list[_Hold]] = defaultdict(list)
        for hold in holds:
            message, held_by, _ = hold
            alike[message.ticket, held_by].append(hold)
        held: set[str] = set()
        for (ticket, held_by), group in alike.items():
            held |= await self._hold_alike(ticket, held_by, group)
        return [message.job_id in held for message, _, _ in holds]

    async def _hold_alike(self, ticket: int, held_by: str, group: Sequence[_Hold]) -> set[str]:
        mark = uuid.uuid4().hex
        ids = {message.job_id for message, _, _ in group}
        update = hold_update(held_by, min(at for _, _, at in group))
        with translated():
            await bulk.update_all(self._jobs, claimable_together(ids, ticket), marked(update, mark))
            return await bulk.marked_by(self._jobs, ids, mark)

    async def notify_waiter(self, job: JobMessage) -> bool:
        """See `RunLedger.notify_waiter`."""
        with translated():
            notified = await self._jobs.update_one(running_of_record(job), {"$set": {"hasHeirs": True}})
        return notified.matched_count == 1

    async def take_held_by_record(self, job: JobMessage, lease: Lease) -> JobEntry | None:
        """See `RunLedger.take_held_by_record`."""
        held = {
            "tenantUid": job.tenant_uid,
            "heldBy": RECORD,
            "record": job.lock_key,
            "state": JobState.HELD.value,
        }
        while (oldest := await self._oldest(held, lease.taken_at)) is not None:
            try:
                # There may be more waiters: this one looks again when it ends.
                taken = await self._take(oldest, lease, has_waiters=True)
            except DuplicateKeyError:
                # Another job of the record was faster. If it still runs, it takes the waiter when it ends; else we look again.
                if await self.notify_waiter(oldest.message()):
                    return None
            else:
                if taken is not None:
                    return taken
        return None

    async def take_held_by_slot(
        self, tenant_uid: str, queues: Several[str], lease: Lease, at_most: int = 1
    ) -> Sequence[JobEntry]:
        """See `RunLedger.take_held_by_slot`."""
        held = {
            "tenantUid": tenant_uid,
            "heldBy": SLOT,
            "state": JobState.HELD.value,
            "queue": {"$in": list(queues)},
        }
        if at_most > 1 and (taken := await self._take_group(held, lease, at_most)):
            return taken
        # All slots of the tenant may look at once: each update takes another job.
        entry = await self._take_one(held, lease)
        return [] if entry is None else [entry]

    async def take_held_alone(self, queues: Several[str], lease: Lease) -> JobEntry | None:
        """See `RunLedger.take_held_alone`."""
        held = {"heldBy": ALONE, "state": JobState.HELD.value, "queue": {"$in": list(queues)}}
        return await self._take_one(held, lease)

    async def _take_group(self, held: Document, lease: Lease, at_most: int) -> Sequence[JobEntry]:
        """Take several by one update; fewer, or none, where others were faster, a record is busy, or one cannot be read."""
        mark = uuid.uuid4().hex
        with translated():
            oldest = self._jobs.find(held, {"_id": 1}, batch_size=at_most + 1)
            ids = [document["_id"] async for document in oldest.sort("acceptedAt", 1).limit(at_most)]
            if not ids:
                return []
            # Where a unique index refuses one, those before it are taken, and the others are looked at again.
            await bulk.update_all(self._jobs, held | {"_id": {"$in": ids}}, marked(claim_update(lease), mark))
            found = self._jobs.find(
                {"_id": {"$in": ids}, "mark": mark}, WITHOUT_ATTEMPTS, batch_size=len(ids) + 1
            )
            taken = await self._reader.entries(found, lease.taken_at, len(ids) + 1)
        return sorted(taken, key=lambda entry: entry.accepted_at)

    async def _take_one(self, held: Document, lease: Lease) -> JobEntry | None:
        try:
            return await self._take_oldest(held, lease)
        except DuplicateKeyError:
            return await self._take_past_busy_records(held, lease)

    async def _take_oldest(self, held: Document, lease: Lease) -> JobEntry | None:
        """Take the oldest that can be read; what cannot be read is set aside on the way."""
        while True:
            with translated():
                taken = await self._jobs.find_one_and_update(
                    held,
                    claim_update(lease),
                    sort=[("acceptedAt", 1)],
                    projection=WITHOUT_ATTEMPTS,
                    return_document=ReturnDocument.AFTER,
                )
                entry = None if taken is None else await self._reader.entry(taken, lease.taken_at)
            if taken is None or entry is not None:
                return entry

    async def _take_past_busy_records(self, held: Document, lease: Lease) -> JobEntry | None:
        while (oldest := await self._oldest(held, lease.taken_at)) is not None:
            try:
                taken = await self._take(oldest, lease)
            except DuplicateKeyError:
                await self._hold_for_record(oldest, lease.taken_at)
            else:
                if taken is not None:
                    return taken
        return None

    async def _oldest(self, held: Document, at: datetime) -> JobEntry | None:
        with translated():
            found = self._jobs.find(held, WITHOUT_ATTEMPTS).sort("acceptedAt", 1).limit(_LOOKED_AT)
            return next(iter(await self._reader.entries(found, at, 1)), None)

    async def _take(self, entry: JobEntry, lease: Lease, *, has_waiters: bool = False) -> JobEntry | None:
        update = claim_update(lease)
        if has_waiters:
            update["$set"] |= {"hasHeirs": True}
        with translated():
            taken = await self._jobs.find_one_and_update(
                under_ticket(entry) | {"state": JobState.HELD.value},
                update,
                projection=WITHOUT_ATTEMPTS,
                return_document=ReturnDocument.AFTER,
            )
            return None if taken is None else await self._reader.entry(taken, lease.taken_at)

    async def _hold_for_record(self, entry: JobEntry, at: datetime) -> None:
        with translated():
            await self._jobs.update_one(
                under_ticket(entry) | {"state": JobState.HELD.value},
                {"$set": {"heldBy": RECORD, "heldAt": at}},
            )
        await self.notify_waiter(entry.message())
