"""Bringing a job back into a ledger that lacks it: its message is complete (design section 4)."""

from flow_omnium.jobs.ledger.documents import new_document
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.jobs.message import JobMessage
from flow_omnium.runtime.database import Collection, DuplicateKeyError


async def rebuild(jobs: Collection, message: JobMessage) -> bool:
    """Record the message's job as queued; False when it is there, or has nothing to add to another pending job."""
    async with translated():
        if await jobs.find_one({"_id": message.job_id}, {"_id": 1}) is not None:
            return False
        try:
            await jobs.insert_one(new_document(message))
        except DuplicateKeyError:
            # Another pending job of the key will read the same, newest state.
            return False
    return True
