"""How a run ends in the ledger: completed (in groups), handed back, or put on hold."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flow_omnium.jobs.attempt_result import AttemptResult, superseded
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import Completed, Due, LedgerUnavailableError
from flow_omnium.jobs.ledger.documents import (
    WITHOUT_ATTEMPTS,
    at_the_door,
    completion_update,
    hold_running_update,
    inherit_update,
    marked,
    pending_of_key,
    put_off_update,
    queue_update,
    run_by,
)
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.settling import Settling
from flow_omnium.jobs.ledger.unreadable import read_entry
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Collection, Document, DuplicateKeyError, ReturnDocument, UpdateOne
from flow_omnium.runtime.group_commit import GroupCommit

_Ending = tuple[JobEntry, AttemptResult, datetime]


class Endings:
    """Writes the end of a run by compare-and-set on its lease: a run that lost the lease writes nothing."""

    def __init__(self, jobs: Collection) -> None:
        self._jobs = jobs
        self._settling = Settling(jobs)
        self._groups: GroupCommit[_Ending, Completed | None] = GroupCommit(
            self._end_group, lanes=bulk.LANES, worth_a_lane=bulk.WORTH_A_LANE, common=LedgerUnavailableError
        )

    async def complete(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        """See `RunLedger.complete`."""
        # Most runs end in a group; the few that need to know of a waiter are written by themselves.
        completed = await self._groups.submit((entry, result, at))
        if completed is None:
            completed = await self._complete_alone(entry, result, at)
            if completed is not None:
                await self._settling.after([(entry, result, at)])
        return completed

    async def _end_group(self, endings: Sequence[_Ending]) -> Sequence[Completed | None]:
        """Return None for a run that must be completed by itself: it lost its lease, has a waiter, or a newer job is pending."""
        # Only runs without a waiter: an update of many documents does not tell what stood in each of them before.
        mark = uuid.uuid4().hex
        updates = [completion_update(entry, result, at) for entry, result, at in endings]
        writes = [
            UpdateOne(run_by(entry) | {"hasHeirs": None}, marked(update, mark), hint=bulk.BY_ID)
            for (entry, _, _), update in zip(endings, updates, strict=True)
        ]
        with translated():
            matched, _ = await bulk.write(self._jobs, writes)
            written = {entry.job_id for entry, _, _ in endings}
            if matched < len(endings):
                written = await bulk.marked_by(self._jobs, written, mark)
        await self._settling.after([ending for ending in endings if ending[0].job_id in written])
        return [
            _completed(update, entry.ticket) if entry.job_id in written else None
            for (entry, _, _), update in zip(endings, updates, strict=True)
        ]

    async def _complete_alone(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Completed | None:
        with translated():
            try:
                return await self._leave(entry, completion_update(entry, result, at))
            except DuplicateKeyError:
                # The job would wait, but a newer one of its key is pending: the unique index allows only one of them.
                put_off = await self._passed_on(entry, result, at)
                left = await self._leave(entry, completion_update(entry, superseded(result), at))
                return left and replace(left, put_off=put_off)

    async def _passed_on(self, entry: JobEntry, result: AttemptResult, at: datetime) -> Due | None:
        """Let the newer job of the key take over the attempts; return its message if it must wait."""
        if entry.forwarded and result.forwarding is not None:
            # Without a pause a record that fails would run as often as its events come: one is always pending when it fails.
            delay_ms = result.forwarding.delay_ms
            newer = await self._jobs.find_one_and_update(
                at_the_door(entry),
                put_off_update(entry, result, delay_ms, at),
                projection=WITHOUT_ATTEMPTS,
                return_document=ReturnDocument.AFTER,
            )
            if newer is not None:
                read = read_entry(newer)
                return Due(read.message(), delay_ms) if isinstance(read, JobEntry) else None
        await self._jobs.update_one(pending_of_key(entry), inherit_update(entry, result, at))
        return None

    async def hand_back(self, entry: JobEntry, at: datetime) -> Completed | None:
        """See `RunLedger.hand_back`."""
        return await self._unfinished(entry, queue_update(at), at)

    async def put_on_hold(self, entry: JobEntry, held_by: str, at: datetime) -> Completed | None:
        """See `RunLedger.put_on_hold`."""
        return await self._unfinished(entry, hold_running_update(held_by, at), at)

    async def _unfinished(self, entry: JobEntry, update: Document, at: datetime) -> Completed | None:
        with translated():
            try:
                return await self._leave(entry, update)
            except DuplicateKeyError:
                ended = AttemptResult(JobState.SUPERSEDED, failures=entry.failures)
                await self._jobs.update_one(pending_of_key(entry), inherit_update(entry, ended, at))
                ended = superseded(ended)
                return await self._leave(entry, completion_update(entry, ended, at))

    async def _leave(self, entry: JobEntry, update: Document) -> Completed | None:
        """Write the end of a run; the entry as it was before tells whether another job waits for the lock."""
        before = await self._jobs.find_one_and_update(
            run_by(entry),
            update,
            projection={"hasHeirs": 1, "ticket": 1},
            return_document=ReturnDocument.BEFORE,
        )
        if before is None:
            return None
        return _completed(update, before["ticket"], has_waiters=before.get("hasHeirs", False))


def _completed(update: Document, ticket: int, *, has_waiters: bool = False) -> Completed:
    """Tell what an update leads to, of a run that had this ticket."""
    fields = update["$set"]
    following: int = fields.get("ticket", ticket + update.get("$inc", {}).get("ticket", 0))
    return Completed(JobState(fields["state"]), following, has_waiters)
