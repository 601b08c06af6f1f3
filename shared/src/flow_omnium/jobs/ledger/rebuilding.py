"""Bringing a job back into a ledger that lacks it: its message is complete (design section 4)."""

from datetime import datetime

from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.message import JobMessage
from flow_omnium.runtime.database import Collection, DuplicateKeyError


async def rebuild(jobs: Collection, message: JobMessage, at: datetime) -> bool:
    """Record the message's job as queued; False when it is there, or has nothing to add to another pending job.

    A gateway that began while the database was away told its own machine's time: none is accepted after `at`, the
    present, or the relay would take everything that is due before then for lost.
    """
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
