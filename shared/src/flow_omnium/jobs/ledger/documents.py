"""How a job is written down: the documents and updates of the collection `jobs`. No I/O.

`pending` stands on an entry exactly while it is pending, for the unique index; `dueAt` is when its message should be
claimed, by which the relay knows what is lost. `startedAt` stands on entries that run or have ended: only theirs is the
`dueAt` of a message that was claimed, a job that goes back gets a new one.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry
from flow_omnium.jobs.holding import POISON, UNREADABLE, store_of
from flow_omnium.jobs.ledger.contract import MAX_ATTEMPTS_KEPT, Lease
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.poison import Deaths
from flow_omnium.jobs.state import CLAIMABLE, FINAL, PENDING, JobState
from flow_omnium.runtime.database import Document

MAX_ACTS_KEPT = 20
"""An entry keeps what operators did to it last; the collection `acts` keeps all of it."""

_CLAIMABLE = {"state": {"$in": [state.value for state in CLAIMABLE]}}
_NO_LONGER_HELD = {"heldBy": "", "heldAt": ""}
_NOT_STARTED = {"startedAt": ""}
_NO_LONGER_RUNNING = {"owner": "", "leaseUntil": "", "hasHeirs": "", "alone": ""}


def new_document(job: JobMessage) -> Document:
    """A queued job whose message is not yet confirmed."""
    return {
        "_id": job.job_id,
        "tenantUid": job.tenant_uid,
        "storeUid": store_of(job),
        "queue": job.queue,
        "kind": job.kind.value,
        "key": job.key,
        "record": job.record,
        "state": JobState.QUEUED.value,
        "pending": True,
        "ticket": job.ticket,
        "event": job.event,
        "trace": job.trace,
        "acceptedAt": job.accepted_at,
        "dueAt": job.accepted_at,
        "failures": 0,
        "attemptCount": 0,
        "attempts": [],
    }


def under_ticket(job: JobMessage | JobEntry) -> Document:
    """The job, unless it has been published afresh since."""
    return {"_id": job.job_id, "ticket": job.ticket}


def claimable(job: JobMessage) -> Document:
    """The job, as long as its message may start it."""
    return under_ticket(job) | _CLAIMABLE


def claimable_together(ids: Collection[str], ticket: int) -> Document:
    """Those of the jobs that a message of this ticket may start."""
    return {"_id": {"$in": list(ids)}, "ticket": ticket} | _CLAIMABLE


def pending_of_key(job: JobMessage | JobEntry) -> Document:
    """The pending job of the same key."""
    return {"tenantUid": job.tenant_uid, "kind": job.kind.value, "key": job.key, "pending": True}


def running_of_record(job: JobMessage | JobEntry) -> Document:
    """The running job of the same record."""
    record = job.record
    return {"tenantUid": job.tenant_uid, "record": record, "state": JobState.RUNNING.value}


def run_by(entry: JobEntry) -> Document:
    """The job, as long as this run holds it: owner, ticket and start are the fence of a runner that lost its lease."""
    fence = {"owner": entry.owner, "startedAt": entry.started_at, "state": JobState.RUNNING.value}
    return under_ticket(entry) | fence


def claim_update(lease: Lease) -> Document:
    """From pending to running."""
    return {
        "$set": {
            "state": JobState.RUNNING.value,
            "owner": lease.owner,
            "startedAt": lease.taken_at,
            "leaseUntil": lease.until,
        },
        "$unset": {"pending": "", "nextAttemptAt": "", "reason": ""} | _NO_LONGER_HELD,
        "$inc": {"runs": 1},
    }


def hold_update(held_by: str, at: datetime) -> Document:
    """From queued or waiting to held: the new ticket makes every message that is out stale."""
    return {
        "$set": {"state": JobState.HELD.value, "heldBy": held_by, "heldAt": at},
        "$unset": {"nextAttemptAt": ""},
        "$inc": {"ticket": 1},
    }


def hold_running_update(held_by: str, at: datetime) -> Document:
    """From running to held, at no cost."""
    update = hold_update(held_by, at)
    update["$set"] |= {"pending": True}
    update["$unset"] |= _NO_LONGER_RUNNING | _NOT_STARTED
    return update


def queue_update(at: datetime) -> Document:
    """From any state back to queued, under a new ticket."""
    return {
        "$set": {"state": JobState.QUEUED.value, "pending": True, "dueAt": at},
        "$unset": {"nextAttemptAt": ""} | _NO_LONGER_HELD | _NO_LONGER_RUNNING | _NOT_STARTED,
        "$inc": {"ticket": 1},
    }


def completion_update(entry: JobEntry, result: AttemptResult, at: datetime) -> Document:
    """From running to where the run leads."""
    fields: Document = {"state": result.state.value, "reason": result.reason}
    left = _NO_LONGER_RUNNING
    if result.state in FINAL:
        fields |= {"finishedAt": at}
    if result.span is not None:
        fields |= {"lastSpan": result.span}
    if result.deaths is not None:
        fields |= _deaths(result.deaths)
    if result.state in PENDING:
        left = left | _NOT_STARTED
        fields |= {"pending": True, "ticket": entry.ticket + 1, "failures": result.failures}
    if result.delay_ms is not None:
        due = at + timedelta(milliseconds=result.delay_ms)
        fields |= {"dueAt": due, "nextAttemptAt": due}
    if result.held_by is not None:
        fields |= {"heldBy": result.held_by, "heldAt": at}
    return with_attempt({"$set": fields, "$unset": left}, result.attempt)


def inherit_update(entry: JobEntry, result: AttemptResult, at: datetime) -> Document:
    """What a newer pending job of the key takes over from one that ends as superseded: nothing that counts is forgotten
    by an event, and a job that would be set aside is so in the newer one."""
    deaths = result.deaths or entry.worker_deaths
    update: Document = {"$max": {"failures": result.failures, "runs": entry.runs} | _deaths(deaths)}
    if result.held_by != POISON:
        return update
    held = hold_update(POISON, at)
    held["$set"] |= {"attention": [deaths.words]}
    return update | held


def _deaths(deaths: Deaths) -> Document:
    return {"deaths": deaths.beside_others, "deathsAlone": deaths.alone}


def with_attempt(update: Document, attempt: Attempt | None) -> Document:
    """The update, and with it one more attempt: kept, counted, and its error the latest."""
    if attempt is None:
        return update
    kept = {"$each": [attempt.model_dump(by_alias=True)], "$slice": -MAX_ATTEMPTS_KEPT}
    latest: Document = {"attention": list(attempt.flags)}
    if attempt.error_class is not None:
        latest |= {"lastErrorClass": attempt.error_class}
    return update | {
        "$push": {"attempts": kept},
        "$inc": update.get("$inc", {}) | {"attemptCount": 1},
        "$set": update["$set"] | latest,
    }


def marked(update: Document, mark: str) -> Document:
    """The update, and with it the mark by which its writer finds what it has changed."""
    return update | {"$set": update["$set"] | {"mark": mark}}


def cancel_update(reason: str, at: datetime) -> Document:
    """From pending to cancelled: the new ticket makes every message that is out stale."""
    return {
        "$set": {"state": JobState.CANCELLED.value, "finishedAt": at, "reason": reason},
        "$unset": {"pending": "", "nextAttemptAt": ""} | _NO_LONGER_HELD,
        "$inc": {"ticket": 1},
    }


def raw_as_it_was(stored: Document) -> Document:
    """The job as it was read, whatever it holds: not one that anybody has changed since."""
    as_read = ("_id", "state", "ticket", "leaseUntil")
    return {name: stored.get(name) for name in as_read}


def aside_update(stored: Document, at: datetime) -> Document:
    """From pending or running, of an entry that cannot be read, to held: neither its key nor its record stays taken."""
    left = {"pending": "", "nextAttemptAt": ""} | _NO_LONGER_RUNNING | _NOT_STARTED
    held = {"state": JobState.HELD.value, "heldBy": UNREADABLE, "heldAt": at}
    return _with_next_ticket(stored, {"$set": held, "$unset": left})


def raw_cancel_update(stored: Document, act: AuditEntry) -> Document:
    """From any state that is not final, of an entry that cannot be read, to cancelled."""
    cancelled = cancel_update(act.reason or "", act.at)
    left = cancelled["$unset"] | _NO_LONGER_RUNNING
    kept = act.model_dump(by_alias=True)
    if isinstance(stored.get("acts", []), list):
        noted: Document = {"$set": cancelled["$set"], "$push": act_update(act)["$push"]}
    else:
        noted = {"$set": cancelled["$set"] | {"acts": [kept]}}
    return _with_next_ticket(stored, noted | {"$unset": left})


def _with_next_ticket(stored: Document, update: Document) -> Document:
    """The new ticket makes every message that is out stale; of one that is no number there is none."""
    return update | {"$inc": {"ticket": 1}} if isinstance(stored.get("ticket"), int) else update


def act_update(act: AuditEntry) -> Document:
    """Add to an entry what an operator did to it."""
    return {"$push": {"acts": {"$each": [act.model_dump(by_alias=True)], "$slice": -MAX_ACTS_KEPT}}}


def superseded(result: AttemptResult) -> AttemptResult:
    """What a run ends as when it would wait although a newer job of its key is pending."""
    return AttemptResult(JobState.SUPERSEDED, "a newer job of the record is pending", attempt=result.attempt)
