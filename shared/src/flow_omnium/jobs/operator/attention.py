"""What an operator does about flags: settling them with a note, so that they are asked about no more.

The flags stay in the attempts, and in what settled them. A flag that a person has settled is not opened again by a later
job of the record; one that a comparison has settled is, where it comes back. Raises DatabaseError.
"""

from flow_omnium.jobs.entry import AuditEntry, JobEntry, Settled
from flow_omnium.jobs.ledger.documents import COLLECTION, act_update
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.operator.refusals import why_unreadable
from flow_omnium.jobs.operator.repair import Outcome
from flow_omnium.runtime.database import Collection, Database


class AttentionLog:
    """Settles flags on behalf of an operator; each act is kept in the job's entry."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]
        self._log = JobLog(database)

    async def settle(self, job_id: str, act: AuditEntry) -> Outcome:
        """Settle all open flags of a job; the act's reason is the note."""
        entry = await self._log.look_up(job_id)
        if isinstance(entry, UnreadableEntry):
            return Outcome(False, why_unreadable(entry))
        why_not = "is not in the ledger" if entry is None else refusal_to_settle(entry)
        if entry is None or why_not is not None:
            return Outcome(False, why_not or "")
        settled = Settled(by=act.by, at=act.at, note=act.reason or "", flags=_flags(entry))
        # As they were read: nobody settles what he has not seen.
        as_it_was = {"_id": entry.job_id, "attention": list(entry.attention)}
        update = {"$set": {"attention": [], "settled": settled.model_dump(by_alias=True)}} | act_update(act)
        if (await self._jobs.update_one(as_it_was, update)).matched_count:
            number = len(entry.attention)
            told = "1 flag settled" if number == 1 else f"{number} flags settled"
            return Outcome(True, f"needs nobody any more: {told}")
        return Outcome(False, "has changed meanwhile: look at it again")


def refusal_to_settle(entry: JobEntry) -> str | None:
    """Say why there is nothing to settle."""
    if entry.attention:
        return None
    if entry.settled is not None:
        by = f" by {entry.settled.by}" if entry.settled.is_by_a_person else ""
        return f"was settled already{by}: {entry.settled.note}"
    return "has flagged nothing"


def _flags(entry: JobEntry) -> tuple[str, ...]:
    """Keep also what was settled before by a person: it would come back otherwise."""
    before = entry.settled.flags if entry.settled and entry.settled.is_by_a_person else ()
    return tuple(dict.fromkeys((*before, *entry.attention)))
