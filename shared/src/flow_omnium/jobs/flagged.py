"""What jobs have flagged of records, for whoever compares these without a job."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.kinds import JobKind


class FlaggedRecords(Protocol):
    """Tells what nobody has settled of records, and settles it. Every method raises LedgerUnavailableError."""

    async def flagged(self, tenant_uid: str, records: Collection[tuple[JobKind, str]]) -> Sequence[JobEntry]:
        """Return the ended jobs of these kinds and keys with open flags that a comparison of the record settles, without attempts."""
        ...

    async def settle(self, flagged: Sequence[JobEntry], report_id: str, at: datetime) -> None:
        """Settle the flags of these entries, as they were read, by a report (UTC): what was flagged meanwhile stays open."""
        ...
