"""Claiming jobs, in groups: which message may run its job now."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.contract import Lease, LedgerUnavailableError, Refusal
from flow_omnium.jobs.ledger.documents import (
    WITHOUT_ATTEMPTS,
    claim_update,
    claimable,
    claimable_together,
    marked,
    new_document,
)
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.reading import EntryReader
from flow_omnium.jobs.ledger.settling import flagged_of
from flow_omnium.jobs.message import JobMessage
from flow_omnium.runtime.database import Collection, DuplicateKeyError, UpdateOne
from flow_omnium.runtime.group_commit import GroupCommit

_FEW = 20
"""Entries with open flags that come along with those that are claimed, in one answer of the database."""


class Claims:
    """Claims jobs: from pending to running, for one worker, under a lease."""

    # A claim is a compare-and-set on ticket and state, so it needs no lock and no transaction: of two workers with the same
    # message one matches nothing. That no two jobs of one record run is left to the unique index, since the other
    # job is another document.

    def __init__(self, jobs: Collection, reader: EntryReader) -> None:
        self._jobs = jobs
        self._reader = reader
        self._groups: GroupCommit[tuple[JobMessage, Lease], JobEntry | Refusal | None] = GroupCommit(
            self._claim_group, lanes=bulk.LANES, worth_a_lane=bulk.WORTH_A_LANE, common=LedgerUnavailableError
        )

    async def claim(self, message: JobMessage, lease: Lease) -> JobEntry | Refusal:
        """See `RunLedger.claim`."""
        claimed = await self._groups.submit((message, lease))
        if claimed is None and await rebuild(self._jobs, message, lease.taken_at):
            claimed = await self._groups.submit((message, lease))
        return Refusal.STALE if claimed is None else claimed

    async def _claim_group(
        self, wanted: Sequence[tuple[JobMessage, Lease]]
    ) -> Sequence[JobEntry | Refusal | None]:
        """Return None for a job that is not there under this ticket, is no longer pending, or was set aside as unreadable."""
        mark = uuid.uuid4().hex
        messages = [message for message, _ in wanted]
        # The leases of one group differ only by how long their messages waited for it: all take the one that ends first.
        lease = min((lease for _, lease in wanted), key=lambda lease: lease.until)
        with translated():
            busy = await self._mark(messages, lease, mark)
            claimed = await self._claimed(messages, lease, mark)
        entries = {entry.job_id: entry for entry in claimed}
        # A message that was delivered twice stands twice in the group: the first one gets the job.
        return [
            Refusal.BUSY if message.job_id in busy else entries.pop(message.job_id, None)
            for message in messages
        ]

    async def _claimed(self, messages: Sequence[JobMessage], lease: Lease, mark: str) -> Sequence[JobEntry]:
        """Read what was claimed, and in the same look which of their keys have jobs with open flags."""
        ids = [message.job_id for message in messages]
        ours = {"_id": {"$in": ids}, "mark": mark}
        either = {"$or": [ours, flagged_of([message.key for message in messages])]}
        found = self._jobs.find(either, WITHOUT_ATTEMPTS, batch_size=len(ids) + _FEW)
        documents = [document async for document in found]
        # A list, since the key of an entry that somebody has changed by hand may be anything.
        flagged = [document["key"] for document in documents if document.get("mark") != mark]
        claimed = [
            document | {"mayFollowFlags": document.get("key") in flagged}
            for document in documents
            if document.get("mark") == mark
        ]
        read = [await self._reader.entry(document, lease.taken_at) for document in claimed]
        return [entry for entry in read if entry is not None]

    async def _mark(self, messages: Sequence[JobMessage], lease: Lease, mark: str) -> set[str]:
        """Claim all that can be claimed; return the ids of those whose record is busy."""
        by_ticket: dict[int, list[JobMessage]] = defaultdict(list)
        for message in messages:
            by_ticket[message.ticket].append(message)
        busy: set[str] = set()
        for ticket, group in by_ticket.items():
            ids = [message.job_id for message in group]
            if not await bulk.update_all(
                self._jobs, claimable_together(ids, ticket), marked(claim_update(lease), mark)
            ):
                busy |= await self._mark_each(group, lease, mark)
        return busy

    async def _mark_each(self, messages: Sequence[JobMessage], lease: Lease, mark: str) -> set[str]:
        """Claim one by one, in one round trip: one of them was refused, and the database stopped there."""
        update = marked(claim_update(lease), mark)
        _, refused = await bulk.write(
            self._jobs, [UpdateOne(claimable(message), update) for message in messages]
        )
        return {messages[position].job_id for position in refused}


async def rebuild(jobs: Collection, message: JobMessage, at: datetime) -> bool:
    """Write down the message's job as queued; False when it is there already, or another pending job does its work.

    The ledger may lack it: the gateway also accepts events while MongoDB is down.
    """
    # A gateway that started while the database was down uses its own machine's clock. No job may be accepted after now, or
    # the relay would take whatever is due before that time for lost.
    known = message.accepted_by(at)
    with translated():
        if await jobs.find_one({"_id": message.job_id}, {"_id": 1}) is not None:
            return False
        try:
            await jobs.insert_one(new_document(known))
        except DuplicateKeyError:
            # Another pending job of the key will read the same, newest state.
            return False
    return True
