"""How a job is written down: the documents, filters and updates of the collection `jobs`.

- `pending` is set exactly while the job is pending, for the unique index.
- `dueAt` is when its message should be claimed: by it the relay knows what is lost.
- `startedAt` is set while the job runs and after it has ended. Only then is `dueAt` that of a claimed message; a job
  that goes back gets a new one.
- `record` is the lock key; `hasHeirs` says that another job waits for the lock; `acts` is what operators did.
- `forward` is set while an event may bring the job forward, `waitsFor` while it waits for the answers of a system,
  `released` from when that system's recovery has let it go until its attempt has ended.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.jobs.attempt_result import AttemptResult
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.forwarding import Forwarding
from flow_omnium.jobs.holding import (
    POISON,
    RECORD,
    SLOT,
    TAKEN_BY_WORKERS,
    store_of,
    system_awaited,
)
from flow_omnium.jobs.ledger.contract import Lease
from flow_omnium.jobs.ledger.learned import ENDED_WELL, cause_after, deaths_of, learned, with_attempt
from flow_omnium.jobs.message import JobMessage
from flow_omnium.jobs.numbers import told_numbers
from flow_omnium.jobs.state import CLAIMABLE, FINAL, PENDING, JobState
from flow_omnium.runtime.database import Document

COLLECTION: Final = "jobs"

MAX_ACTS_KEPT = 20
"""An entry keeps what operators did to it last; the audit log keeps all of it."""

WITHOUT_ATTEMPTS: Final = {"attempts": 0}
"""Projection: the attempts are most of an entry's bytes, and nobody who claims or publishes a job needs them."""

NOT_STARTED: Final = {"startedAt": ""}
NO_LONGER_RUNNING: Final = {"owner": "", "leaseUntil": "", "hasHeirs": "", "alone": ""}
NO_LONGER_WAITING: Final = {"nextAttemptAt": "", "forward": "", "waitsFor": "", "waitsSince": ""}
NOT_RELEASED: Final = {"released": "", "releasedAt": ""}

_CLAIMABLE = {"state": {"$in": [state.value for state in CLAIMABLE]}}
_NO_LONGER_HELD = {"heldBy": "", "heldAt": ""}


def new_document(job: JobMessage) -> Document:
    """Write down a queued job. Until its message is confirmed, the entry is all there is of it: the ledger is an outbox."""
    document: Document = {
        "_id": job.job_id,
        "tenantUid": job.tenant_uid,
        "storeUid": store_of(job),
        "queue": job.queue,
        "kind": job.kind.value,
        "key": job.key,
        "record": job.lock_key,
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
    # Without a number there is no field: then the entry is not in the index of numbers, and the gateway pays nothing for it.
    if numbers := told_numbers(job.event):
        document["numbers"] = list(numbers)
    return document


def not_since(at: datetime) -> Document:
    """Match a time before `at`, and also what is no time: MongoDB compares values of one type only, so `$lt` would pass it
    over (https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#type-bracketing)."""
    return {"$not": {"$gte": at}}


def under_ticket(job: JobMessage | JobEntry) -> Document:
    """Match the job unless it has been published again since: the ticket is the fencing token of its messages."""
    return {"_id": job.job_id, "ticket": job.ticket}


def claimable(job: JobMessage) -> Document:
    """Match the job as long as its message may start it."""
    return under_ticket(job) | _CLAIMABLE


def claimable_together(ids: Collection[str], ticket: int) -> Document:
    """Match those of the jobs that a message of this ticket may start."""
    return {"_id": {"$in": list(ids)}, "ticket": ticket} | _CLAIMABLE


def pending_of_key(job: JobMessage | JobEntry) -> Document:
    """Match the pending job of the same key."""
    return {"tenantUid": job.tenant_uid, "kind": job.kind.value, "key": job.key, "pending": True}


def running_of_record(job: JobMessage | JobEntry) -> Document:
    """Match the running job that has the same lock."""
    return {"tenantUid": job.tenant_uid, "record": job.lock_key, "state": JobState.RUNNING.value}


def run_by(entry: JobEntry) -> Document:
    """Match the job as long as this run has its lease: owner, ticket and start are a fencing token, so a run that lost the
    lease writes nothing."""
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
        "$unset": {"pending": "", "reason": ""} | NO_LONGER_WAITING | _NO_LONGER_HELD,
        "$inc": {"runs": 1},
    }


def hold_update(held_by: str, at: datetime) -> Document:
    """From queued or waiting to held. The new ticket makes every message that is out stale."""
    fields: Document = {"state": JobState.HELD.value, "heldBy": held_by, "heldAt": at}
    left = dict(NO_LONGER_WAITING)
    if (system := system_awaited(held_by)) is not None:
        fields |= {"waitsFor": system, "waitsSince": at}
        left = {name: "" for name in left if name not in fields}
    if held_by not in TAKEN_BY_WORKERS:
        left |= NOT_RELEASED
    return {"$set": fields, "$unset": left, "$inc": {"ticket": 1}}


def hold_running_update(held_by: str, at: datetime) -> Document:
    """From running to held, at no cost."""
    update = hold_update(held_by, at)
    update["$set"] |= {"pending": True}
    update["$unset"] |= NO_LONGER_RUNNING | NOT_STARTED
    return update


def queue_update(at: datetime) -> Document:
    """From any state back to queued, under a new ticket."""
    return {
        "$set": {"state": JobState.QUEUED.value, "pending": True, "dueAt": at},
        "$unset": NO_LONGER_WAITING | _NO_LONGER_HELD | NO_LONGER_RUNNING | NOT_STARTED,
        "$inc": {"ticket": 1},
    }


def forward_update(delay_ms: int, at: datetime) -> Document:
    """Bring a waiting job forward: to now, or to the end of a delay."""
    if delay_ms == 0:
        update = queue_update(at)
        update["$set"] |= {"forwarded": True}
        return update
    return {
        "$set": _waiting_until(at + timedelta(milliseconds=delay_ms)) | {"forwarded": True},
        "$unset": {"forward": ""},
        "$inc": {"ticket": 1},
    }


def release_update(system: str, at: datetime) -> Document:
    """Queue a job that waits for a system, since that answers again."""
    update = queue_update(at)
    update["$set"] |= {"released": system, "releasedAt": at, "forwarded": True}
    return update


def _waiting_until(due: datetime) -> Document:
    return {"state": JobState.WAITING.value, "dueAt": due, "nextAttemptAt": due}


def completion_update(entry: JobEntry, result: AttemptResult, at: datetime) -> Document:
    """From running to the state that the run led to."""
    fields: Document = {"state": result.state.value, "reason": result.reason}
    left = NO_LONGER_RUNNING | NOT_RELEASED
    if result.state in FINAL:
        fields |= {"finishedAt": at}
    fields |= learned(entry, result)
    if result.stores and "otherStores" not in fields:
        left = left | {"otherStores": ""}
    if result.state in ENDED_WELL:
        left = left | {"cause": ""}
    if result.state in PENDING:
        left = left | NOT_STARTED
        fields |= {"pending": True, "ticket": entry.ticket + 1, "failures": result.failures}
    if result.delay_ms is not None:
        fields |= _waiting_until(at + timedelta(milliseconds=result.delay_ms))
    if result.forwarding is not None:
        fields |= _woken_by(result, result.forwarding, at)
        left = left | {"forwarded": ""}
    if result.held_by is not None:
        fields |= {"heldBy": result.held_by, "heldAt": at}
    return with_attempt({"$set": fields, "$unset": left}, result.attempt, entry.settled)


def _woken_by(result: AttemptResult, forwarding: Forwarding, at: datetime) -> Document:
    """What may let a job that failed run before it is due: an event, or the answers of the system that it missed."""
    fields: Document = {"forward": forwarding.since(at).model_dump(by_alias=True)}
    if result.outage is not None:
        fields |= {"waitsFor": result.outage.system, "waitsSince": result.outage.since}
    return fields


def inherit_update(entry: JobEntry, result: AttemptResult, at: datetime) -> Document:
    """What a newer pending job of the key takes over from one that ends as superseded: its failures, runs and deaths, and
    whether it is set aside. Otherwise each event would start the counts again, and a job that always fails would never wait."""
    deaths = result.deaths or entry.worker_deaths
    update: Document = {"$max": {"failures": result.failures, "runs": entry.runs} | deaths_of(deaths)}
    fields = cause_after(entry, result)
    if result.forwarding is not None or entry.forwarded:
        fields |= {"forwarded": True}  # an event has made it run at once
    if fields:
        update["$set"] = fields
    if result.held_by != POISON:
        return update
    held = hold_update(POISON, at)
    held["$set"] |= {"attention": [deaths.words]} | fields
    return update | held


def put_off_update(entry: JobEntry, result: AttemptResult, delay_ms: int, at: datetime) -> Document:
    """What the newer job takes over from one that had been brought forward and failed: it does not run at once as well."""
    inherited = inherit_update(entry, result, at)
    fields = _waiting_until(at + timedelta(milliseconds=delay_ms)) | {"forwarded": True}
    return inherited | {
        "$set": inherited.get("$set", {}) | fields,
        "$unset": _NO_LONGER_HELD,
        "$inc": {"ticket": 1},
    }


def at_the_door(entry: JobEntry) -> Document:
    """Match the pending job of the key if it would run as soon as this one has ended."""
    # Held for a slot or the record, or on its way in the broker; what is paused stays so.
    ready = [
        {"state": JobState.QUEUED.value},
        {"state": JobState.HELD.value, "heldBy": {"$in": [SLOT, RECORD]}},
    ]
    return pending_of_key(entry) | {"$or": ready}


def marked(update: Document, mark: str) -> Document:
    """Add a mark to an update: MongoDB does not say which of many documents an update changed, so its writer looks by it."""
    return update | {"$set": update["$set"] | {"mark": mark}}


def cancel_update(reason: str, at: datetime) -> Document:
    """From pending to cancelled. The new ticket makes every message that is out stale."""
    return {
        "$set": {"state": JobState.CANCELLED.value, "finishedAt": at, "reason": reason},
        "$unset": {"pending": ""} | NO_LONGER_WAITING | _NO_LONGER_HELD | NOT_RELEASED,
        "$inc": {"ticket": 1},
    }


def act_update(act: AuditEntry) -> Document:
    """Add to an entry what an operator did to it."""
    return {"$push": {"acts": {"$each": [act.model_dump(by_alias=True)], "$slice": -MAX_ACTS_KEPT}}}
