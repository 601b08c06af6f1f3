"""What the ledger knows: how much is pending, what failed last, what is paused, which circuits are open.

An entry is told by its job id. Its key, its event and what was done to it stay: they lead to a person.
"""

from collections import Counter
from typing import Any, Final

from admin_console.diagnostics.sources import Sources, text_of
from admin_console.diagnostics.words import words
from flow_omnium.jobs.circuits.mongo import MongoCircuits
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.holding import pause_of_kind, pause_of_store, pause_of_tenant
from flow_omnium.jobs.ledger.pauses import MongoPauses
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.jobs.state import PENDING, JobState

_FAILURES: Final = 50
_FLAGGED: Final = 20
_ATTEMPTS: Final = 5

Entry = JobEntry | UnreadableEntry


async def jobs(sources: Sources) -> dict[str, Any]:
    """How many jobs of the tenant are in each state that is not final, the oldest of them, and what the latest failed for."""
    log = JobLog(sources.database)
    counts = {
        state.value: await log.count(JobFilter(sources.tenant_uid, state=state))
        for state in sorted(PENDING | {JobState.RUNNING})
    }
    pending = JobFilter(sources.tenant_uid, pending=True, limit=1)
    oldest = [one for one in await log.listed(pending, oldest_first=True) if isinstance(one, JobEntry)]
    failing = await _failing(sources, limit=1_000)
    return {
        "counts": counts,
        "oldestPending": [text_of(one.accepted_at) for one in oldest],
        "errorsOfWaiting": dict(Counter(_error(one) for one in failing).most_common()),
        "errorsAreOfNewest": len(failing),
    }


async def failures(sources: Sources) -> dict[str, Any]:
    """The newest jobs that wait after a failure, and the newest that flagged something."""
    flagged = JobFilter(sources.tenant_uid, attention=True, limit=_FLAGGED)
    return {
        "waiting": [_entry(one) for one in await _failing(sources, _FAILURES)],
        "attention": [_entry(one) for one in await JobLog(sources.database).listed(flagged)],
    }


async def pauses(sources: Sources) -> list[dict[str, Any]]:
    """What of the tenant is paused, and the kinds that are paused for all; how many jobs each holds, of all tenants."""
    log, found = JobLog(sources.database), await MongoPauses(sources.database).pauses()
    return [
        {"scope": one.scope, "since": text_of(one.at), "held": await log.held_by(one.scope)}
        for one in found
        if concerns(one.scope, sources.tenant_uid)
    ]


def concerns(scope: str, tenant_uid: str) -> bool:
    """Tell whether a pause can hold jobs of a tenant."""
    stores, kinds = pause_of_store(tenant_uid, ""), pause_of_kind("")
    return scope == pause_of_tenant(tenant_uid) or scope.startswith((stores, kinds))


async def circuits(sources: Sources) -> list[dict[str, Any]]:
    """The systems that do not answer the tenant as they should."""
    return [
        {
            "system": one.system,
            "state": str(one.state(sources.at)),
            "since": text_of(one.since),
            "openUntil": text_of(one.open_until),
            "silentRuns": one.silent,
            "opened": one.opened,
            "width": one.width,
        }
        for one in await MongoCircuits(sources.database).all()
        if one.tenant_uid == sources.tenant_uid
    ]


async def _failing(sources: Sources, limit: int) -> list[Entry]:
    wanted = JobFilter(sources.tenant_uid, state=JobState.WAITING, limit=limit)
    return list(await JobLog(sources.database).listed(wanted))


def _error(entry: Entry) -> str:
    if isinstance(entry, UnreadableEntry):
        return "unreadable"
    return entry.last_error_class or "none"


def _entry(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, UnreadableEntry):
        return {"jobId": str(entry.job_id), "unreadable": entry.field, "fault": words(entry.fault)}
    return {
        "jobId": entry.job_id,
        "kind": entry.kind.value,
        "state": entry.state.value,
        "heldBy": entry.held_by,
        "store": entry.store_uid,
        "acceptedAt": text_of(entry.accepted_at),
        "nextAttemptAt": text_of(entry.next_attempt_at),
        "attempts": entry.attempt_count,
        "failures": entry.failures,
        "deaths": entry.deaths + entry.deaths_alone,
        "waitsFor": entry.waits_for,
        "attention": [words(flag) for flag in entry.attention],
        "latest": [_attempt(one) for one in entry.attempts[-_ATTEMPTS:]],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "startedAt": text_of(attempt.started_at),
        "seconds": round(attempt.duration_seconds, 2),
        "outcome": attempt.outcome,
        "errorClass": attempt.error_class,
        "system": attempt.system,
        "call": attempt.call,
        "httpStatus": attempt.http_status,
        "message": words(attempt.message),
        "changes": len(attempt.changes),
    }
