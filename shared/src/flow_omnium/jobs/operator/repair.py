"""What an operator does to jobs in the ledger: trying them now, and cancelling them.

Every change is a compare-and-set on state and ticket, so it does no harm beside workers and relay. It needs no broker:
a job that is tried now is written down as queued and due long ago, and the relay publishes it in its next pass, as it does
with any lost message. Every method raises DatabaseError.

An act that has a number deals with a job once, however often it is told to: who carries it out may die after a change, and
another begins where it had last been written down how far it was.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.documents import (
    COLLECTION,
    act_update,
    cancel_update,
    new_document,
    pending_of_key,
    queue_update,
    under_ticket,
)
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry, raw_as_it_was, raw_cancel_update
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.operator.refusals import (
    Refusal,
    refusal_to_bring_back,
    refusal_to_cancel,
    refusal_to_cancel_unread,
    refusal_to_do_again,
    refusal_to_retry,
    why_unreadable,
)
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.runtime.database import Collection, Database, Document, DuplicateKeyError

DUE_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When a job that is tried now is due, until the relay has published it.

Earlier than whatever was due of a backlog, so the relay waits neither for its grace nor for the backlog to pass.
"""

ONCE = "has been dealt with by this act already"

_ROUNDS = 5


@dataclass(frozen=True)
class Outcome:
    """What became of one job, in words; `done` is False when nothing was changed, `is_over` when it had ended or gone."""

    done: bool
    what: str
    is_over: bool = False


@dataclass(frozen=True)
class Change:
    """A change of one job, what stands against it, and what it is in words."""

    refusal: Refusal
    update: Document
    done: str


class OperatorLedger:
    """Changes jobs on behalf of an operator; each act is kept in the job's entry."""

    def __init__(self, database: Database) -> None:
        self._jobs: Collection = database[COLLECTION]
        self._log = JobLog(database)

    async def retry(self, job_id: str, act: AuditEntry) -> Outcome:
        """Try a pending job now, or do a finished one again as a new job."""
        entry = await self._log.look_up(job_id)
        if isinstance(entry, JobEntry) and entry.state in FINAL:
            return await self._again(entry, act)
        return await self.retry_pending(job_id, act)

    async def retry_pending(self, job_id: str, act: AuditEntry) -> Outcome:
        """Try a job now if it is pending."""
        update = queue_update(DUE_LONG_AGO)
        return await self._change(job_id, act, Change(refusal_to_retry, update, "is queued afresh"))

    async def retry_of_act(self, job_id: str, act: AuditEntry) -> Outcome:
        """Try a job of an earlier act now if it is pending; do one that was cancelled again as a new job, once."""
        entry = await self._log.look_up(job_id)
        if not isinstance(entry, JobEntry) or entry.state is not JobState.CANCELLED or _is_noted(entry, act):
            return await self.retry_pending(job_id, act)
        why_not = refusal_to_bring_back(entry)
        return await self._again(entry, act) if why_not is None else Outcome(False, why_not)

    async def cancel(self, job_id: str, act: AuditEntry) -> Outcome:
        """End a pending job for good; the act's reason becomes the entry's."""
        entry = await self._log.look_up(job_id)
        if isinstance(entry, UnreadableEntry):
            return await self._cancel_unread(entry, act)
        update = cancel_update(act.reason or "", act.at)
        return await self._change(job_id, act, Change(refusal_to_cancel, update, "is cancelled"))

    async def _change(self, job_id: str, act: AuditEntry, change: Change) -> Outcome:
        for _ in range(_ROUNDS):
            entry = await self._log.look_up(job_id)
            if isinstance(entry, UnreadableEntry):
                return Outcome(False, why_unreadable(entry))
            if entry is not None and _is_noted(entry, act):
                return Outcome(True, ONCE)
            why_not = "is not in the ledger" if entry is None else change.refusal(entry)
            if entry is None or why_not is not None:
                return Outcome(False, why_not or "", is_over=entry is None or entry.state in FINAL)
            # Workers and relay go on meanwhile: what has changed since it was read is looked at anew.
            as_it_was = under_ticket(entry) | {"state": entry.state.value} | _not_noted(act)
            if (await self._jobs.update_one(as_it_was, change.update | act_update(act))).matched_count:
                return Outcome(True, change.done)
        return Outcome(False, "kept changing meanwhile: try again")

    async def _cancel_unread(self, entry: UnreadableEntry, act: AuditEntry) -> Outcome:
        refusal = refusal_to_cancel_unread(entry, act.at)
        if refusal is not None:
            return Outcome(False, refusal)
        update = raw_cancel_update(entry.document, act)
        if (await self._jobs.update_one(raw_as_it_was(entry.document), update)).matched_count:
            return Outcome(True, "is cancelled, unread")
        return Outcome(False, "has changed meanwhile: try again")

    async def _again(self, entry: JobEntry, act: AuditEntry) -> Outcome:
        why_not = refusal_to_do_again(entry)
        if why_not is not None:
            return Outcome(False, why_not)
        message = entry.anew(act.at, _made_by(act, entry.job_id))
        noted = act.model_copy(update={"reason": f"again, after job {entry.job_id}"})
        document = new_document(message) | {
            "dueAt": DUE_LONG_AGO,
            "acts": [noted.model_dump(by_alias=True)],
        }
        try:
            await self._jobs.insert_one(document)
        except DuplicateKeyError:
            if await self._jobs.find_one({"_id": message.job_id}, {"_id": 1}) is None:
                return Outcome(False, await self._pending_instead(entry))
        noted = act.model_copy(update={"reason": f"again, as job {message.job_id}", "made": message.job_id})
        await self._jobs.update_one({"_id": entry.job_id} | _not_noted(act), act_update(noted))
        return Outcome(True, f"has ended as {entry.state.value}: job {message.job_id} does it again")

    async def _pending_instead(self, entry: JobEntry) -> str:
        pending = await self._jobs.find_one(pending_of_key(entry), {"_id": 1})
        which = "another job" if pending is None else f"job {pending['_id']}"
        return f"has ended as {entry.state.value}, and {which} of the same record is pending already"


def _is_noted(entry: JobEntry, act: AuditEntry) -> bool:
    return act.act_id is not None and any(one.act_id == act.act_id for one in entry.acts)


def _not_noted(act: AuditEntry) -> Document:
    return {} if act.act_id is None else {"acts.actId": {"$ne": act.act_id}}


def _made_by(act: AuditEntry, job_id: str) -> str | None:
    """The id of the job that an act makes to do this one again: the same however often it is made."""
    if act.act_id is None:
        return None
    return hashlib.sha256(f"{act.act_id} {job_id}".encode()).hexdigest()[:32]


async def paced(ids: Sequence[str], per_second: float | None) -> AsyncIterator[str]:
    """Give the ids one by one, not more of them in a second than this."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    for position, job_id in enumerate(ids):
        if per_second is not None:
            await asyncio.sleep(started + position / per_second - loop.time())
        yield job_id
