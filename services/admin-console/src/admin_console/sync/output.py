"""How the jobs that an operator makes are shown, and how they ended: for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from admin_console.jobs import plan as planning
from admin_console.jobs.output import document as job_document
from admin_console.jobs.output import span, state_of
from admin_console.sync.following import Ended
from admin_console.sync.request import Request
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.lookup import RecordJob
from flow_omnium.jobs.operator.making import Made, Making
from flow_omnium.jobs.state import FINAL, JobState
from flow_omnium.jobs.sync import Plan

_DONE: Final[Mapping[Making, str]] = MappingProxyType(
    {
        Making.MADE: "is queued",
        Making.BROUGHT_FORWARD: "has waited for its retry, and is tried now",
    }
)


def made_line(made: tuple[Made, RecordJob], now: datetime) -> str:
    """Say what became of one job that was asked for."""
    one, job = made
    what = _DONE.get(one.how) or _pending(one, now)
    return f"job {one.job_id}: {job.kind.value} {job.key} {what}"


def _pending(made: Made, now: datetime) -> str:
    entry = made.entry
    if not isinstance(entry, JobEntry):
        return "is pending already, and this version cannot read its entry"
    since = span(now - entry.accepted_at)
    if ":" in (entry.held_by or ""):  # a pause, or a tenant that is not active
        return f"is pending already since {since}, and {state_of(entry)}: it comes when that is lifted"
    advice = f"`flow-omnium jobs retry {made.job_id}` tries it now"
    return f"is pending already since {since} ({state_of(entry)}), and will read the newest state; {advice}"


def ended_lines(ended: Ended, now: datetime) -> Iterator[str]:
    """Say how a job ended, or why it stands: its state, what it wrote, what a person should look at."""
    entry = ended.entry
    if not isinstance(entry, JobEntry):
        yield f"job {ended.job_id}: the ledger has no entry of it that can be read"
        return
    yield f"job {ended.job_id}: {_state(entry, now)}"
    latest = entry.attempts[-1:]
    yield from (f"     {change}" for attempt in latest for change in attempt.changes)
    yield from (f"ATTENTION {flag}" for flag in entry.attention)


def _state(entry: JobEntry, now: datetime) -> str:
    if entry.state in FINAL:
        told = entry.reason or next((one.message for one in entry.attempts[-1:] if one.message), None)
        return f"{entry.state.value}: {told}" if told else entry.state.value
    if entry.state is JobState.HELD:
        return state_of(entry)
    due = f"tried again in {span(entry.next_attempt_at - now)}" if entry.next_attempt_at else "tried again"
    return f"failed: {entry.last_error_class}: {entry.last_error}; {due}"


def document(
    request: Request, made: Sequence[tuple[Made, RecordJob]], ended: Sequence[Ended]
) -> dict[str, Any]:
    """Describe the jobs for programs; `job` is the entry of one that was waited for."""
    entries = {one.job_id: one.entry for one in ended}
    return _about(request) | {"jobs": [_job(one, job, entries.get(one.job_id)) for one, job in made]}


def _job(made: Made, job: RecordJob, entry: Any) -> dict[str, Any]:
    shown = entry or made.entry
    return {
        "jobId": made.job_id,
        "kind": job.kind.value,
        "key": job.key,
        "how": made.how.value,
        "job": None if shown is None else job_document(shown),
    }


def planned(request: Request, plans: Sequence[tuple[RecordJob, Plan]]) -> dict[str, Any]:
    """Describe what the jobs would write, for programs."""
    told = [{"kind": job.kind.value, "key": job.key, "plan": planning.document(plan)} for job, plan in plans]
    return _about(request) | {"dryRun": True, "jobs": told}


def plan_lines(plans: Sequence[tuple[RecordJob, Plan]]) -> Iterator[str]:
    """Describe what the jobs would write, for people."""
    for job, plan in plans:
        yield f"{job.kind.value} {job.key}; no job is made"
        yield from planning.lines_of(plan)


def _about(request: Request) -> dict[str, Any]:
    return {"tenantUid": request.tenant_uid, "record": request.record.value, "name": request.name}
