"""The job that an operator makes where no event came: recorded as an event is, and published in the relay's next pass.

It needs no broker, as a retry needs none. Raises LedgerUnavailableError, DatabaseError.
"""

from dataclasses import dataclass
from enum import StrEnum

from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.intake import MongoIntakeLedger
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.operator.repair import OperatorLedger
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database


class Making(StrEnum):
    """What asking for a job led to."""

    MADE = "made"
    BROUGHT_FORWARD = "brought forward"
    """A job of the record waited for its retry: it is tried now."""
    PENDING = "pending already"
    """A job of the record is pending, and serves as well."""


@dataclass(frozen=True)
class Made:
    """The job that serves, and its entry as it stood right after; None where the ledger has let it go since."""

    how: Making
    job_id: str
    entry: JobEntry | UnreadableEntry | None

    @property
    def is_change(self) -> bool:
        """Whether anything was changed."""
        return self.how is not Making.PENDING

    @property
    def failures_before(self) -> int:
        """How often the job had failed before the operator asked."""
        return self.entry.failures if isinstance(self.entry, JobEntry) else 0


class JobMaking:
    """Makes jobs on behalf of an operator; each act is kept in the job's entry."""

    def __init__(self, database: Database) -> None:
        self._intake = MongoIntakeLedger(database)
        self._operator = OperatorLedger(database)
        self._log = JobLog(database)

    async def make(self, job: JobMessage, act: AuditEntry) -> Made:
        """Make the job, unless one of its key is pending: that one serves, and is brought forward if it waits for its retry."""
        (recorded,) = await self._intake.record([job])
        if recorded.is_new:
            # Due long ago, or the relay would give a message that nobody has sent its time to arrive.
            return await self._hurried(recorded.job_id, Making.MADE, act)
        entry = await self._log.look_up(recorded.job_id)
        if isinstance(entry, JobEntry) and entry.state is JobState.WAITING:
            return await self._hurried(recorded.job_id, Making.BROUGHT_FORWARD, act)
        return Made(Making.PENDING, recorded.job_id, entry)

    async def _hurried(self, job_id: str, how: Making, act: AuditEntry) -> Made:
        outcome = await self._operator.retry_pending(job_id, act)
        entry = await self._log.look_up(job_id)
        # One that is not new, and runs or is held by now, was not moved by us.
        is_ours = outcome.done or how is Making.MADE
        return Made(how if is_ours else Making.PENDING, job_id, entry)
