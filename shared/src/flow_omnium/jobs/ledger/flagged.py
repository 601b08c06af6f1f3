"""What jobs have flagged of records, by the ledger."""

from collections.abc import Collection, Sequence
from datetime import datetime

from flow_omnium.jobs.attention import compares_whole, settled_by_report
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.documents import COLLECTION, WITHOUT_ATTEMPTS
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.ledger.settling import ENDED_WITH_FLAGS, settled_as
from flow_omnium.jobs.ledger.unreadable import read_entry
from flow_omnium.runtime.database import Database


class MongoFlagged:
    """Implements `FlaggedRecords`."""

    def __init__(self, database: Database) -> None:
        self._jobs = database[COLLECTION]

    async def flagged(self, tenant_uid: str, records: Collection[tuple[JobKind, str]]) -> Sequence[JobEntry]:
        """See `FlaggedRecords.flagged`."""
        if not records:
            return []
        keys = sorted({key for _, key in records})
        wanted = {"key": {"$in": keys}, "tenantUid": tenant_uid} | ENDED_WITH_FLAGS
        with translated():
            read = [read_entry(one) async for one in self._jobs.find(wanted, WITHOUT_ATTEMPTS)]
        return [
            one
            for one in read
            if isinstance(one, JobEntry) and (one.kind, one.key) in records and compares_whole(one)
        ]

    async def settle(self, flagged: Sequence[JobEntry], report_id: str, at: datetime) -> None:
        """See `FlaggedRecords.settle`."""
        writes = [settled_as(one, (), settled_by_report(report_id, one.attention, at)) for one in flagged]
        if not writes:
            return
        with translated():
            await bulk.write(self._jobs, writes)
