"""How a run leaves a job: settled, in groups, or handed back, or held."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import LedgerUnavailableError, Settled
from flow_omnium.jobs.ledger.documents import (
    hold_running_update,
    inherit_update,
    marked,
    pending_of_key,
    queue_update,
    run_by,
    settle_update,
    superseded,
)
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.settlement import Settlement
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Collection, Document, DuplicateKeyError, ReturnDocument, UpdateOne
from flow_omnium.runtime.group_commit import GroupCommit

LANES = 2

_Ending = tuple[JobEntry, Settlement, datetime]


class Endings:
    """Writes the end of a run, by compare-and-set on the lease: a run that lost it writes nothing."""

    def __init__(self, jobs: Collection) -> None:
        self._jobs = jobs
        self._groups: GroupCommit[_Ending, Settled | None] = GroupCommit(
            self._end_group, lanes=LANES, common=LedgerUnavailableError
        )

    async def settle(self, entry: JobEntry, settlement: Settlement, at: datetime) -> Settled | None:
        """See `RunLedger.settle`."""
        settled = await self._groups.submit((entry, settlement, at))
        return settled or await self._settle_alone(entry, settlement, at)

    async def _end_group(self, endings: Sequence[_Ending]) -> Sequence[Settled | None]:
        """None for a run that is left to be settled alone: it lost its lease, or has an heir or a newer job to tell of."""
        mark = uuid.uuid4().hex
        updates = [settle_update(entry, settlement, at) for entry, settlement, at in endings]
        writes = [
            UpdateOne(run_by(entry) | {"hasHeirs": None}, marked(update, mark))
            for (entry, _, _), update in zip(endings, updates, strict=True)
        ]
        with translated():
            matched, _ = await bulk.write(self._jobs, writes)
            written = {entry.job_id for entry, _, _ in endings}
            if matched < len(endings):
                written = await bulk.marked_by(self._jobs, written, mark)
        return [
            _settled(update, entry.ticket) if entry.job_id in written else None
            for (entry, _, _), update in zip(endings, updates, strict=True)
        ]

    async def _settle_alone(self, entry: JobEntry, settlement: Settlement, at: datetime) -> Settled | None:
        with translated():
            try:
                return await self._leave(entry, settle_update(entry, settlement, at))
            except DuplicateKeyError:
                await self._jobs.update_one(pending_of_key(entry), inherit_update(entry, settlement, at))
                return await self._leave(entry, settle_update(entry, superseded(settlement), at))

    async def hand_back(self, entry: JobEntry, at: datetime) -> Settled | None:
        """See `RunLedger.hand_back`."""
        return await self._unfinished(entry, queue_update(at), at)

    async def put_on_hold(self, entry: JobEntry, held_by: str, at: datetime) -> Settled | None:
        """See `RunLedger.put_on_hold`."""
        return await self._unfinished(entry, hold_running_update(held_by, at), at)

    async def _unfinished(self, entry: JobEntry, update: Document, at: datetime) -> Settled | None:
        with translated():
            try:
                return await self._leave(entry, update)
            except DuplicateKeyError:
                ended = Settlement(JobState.SUPERSEDED, failures=entry.failures)
                await self._jobs.update_one(pending_of_key(entry), inherit_update(entry, ended, at))
                ended = superseded(ended)
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
        return _settled(update, before["ticket"], has_heirs=before.get("hasHeirs", False))


def _settled(update: Document, ticket: int, *, has_heirs: bool = False) -> Settled:
    """What an update of a run that had this ticket leads to."""
    fields = update["$set"]
    following: int = fields.get("ticket", ticket + update.get("$inc", {}).get("ticket", 0))
    return Settled(JobState(fields["state"]), following, has_heirs)
