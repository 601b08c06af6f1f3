"""How jobs are shown, and what operators did to them."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from rich.table import Table
from rich.text import Text

from admin_console.jobs.naming import SHORT
from admin_console.terminal import add_row, moment, one_line, table
from flow_omnium.jobs.entry import Attempt, AuditEntry, JobEntry
from flow_omnium.jobs.holding import system_awaited
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import json_util
from flow_omnium.runtime.redaction import redact

_UNITS: Final = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_WELL: Final = frozenset({JobState.DONE, JobState.IGNORED})


def document(entry: JobEntry | UnreadableEntry) -> dict[str, Any]:
    """Describe a job for programs; one that cannot be read as it is stored, and with what is wrong with it."""
    if isinstance(entry, UnreadableEntry):
        stored: dict[str, Any] = json.loads(json_util.dumps(entry.document))
        stored.pop("_id", None)
        return {"jobId": entry.job_id, **stored, "unreadable": {"field": entry.field, "fault": entry.fault}}
    fields: dict[str, Any] = entry.model_dump(by_alias=True, mode="json")
    return {"jobId": fields.pop("_id"), **fields, "lastError": entry.last_error}


def summary_table(
    entries: Sequence[JobEntry | UnreadableEntry], now: datetime, *, short: bool = False
) -> Table | str:
    """Describe jobs for people, one line each; `short` shortens ids, and cuts what went wrong where the terminal ends."""
    if not entries:
        return "There is no such job."
    result = table("JOB", "TENANT", "KIND", "KEY", "STATE", "ATTEMPTS", "NEXT", "AGE", "LAST ERROR")
    for entry in entries:
        cells = (
            _unread_row(entry, now) if isinstance(entry, UnreadableEntry) else _row(entry, now, short=short)
        )
        add_row(result, *cells)
    result.columns[0].no_wrap = True
    return result


def _row(entry: JobEntry, now: datetime, *, short: bool) -> Sequence[str | Text]:
    return (
        entry.job_id[:SHORT] if short else entry.job_id,
        entry.tenant_uid,
        entry.kind.value,
        entry.key,
        state_of(entry),
        str(entry.attempt_count),
        until(entry.next_attempt_at, now),
        span(now - entry.accepted_at),
        one_line(error_of(entry) or "-"),
    )


def error_of(entry: JobEntry) -> str:
    """Say what went wrong last, of a job that has not ended well since."""
    return "" if entry.state in _WELL else entry.last_error or ""


def details(entry: JobEntry, now: datetime) -> Table:
    """Describe all that is stored of one job, but its attempts and acts; what is empty is left out."""
    result = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    shown = document(entry)
    for name in ("attempts", "event", "acts"):
        shown.pop(name)
    for name, value in {**shown, "age": span(now - entry.accepted_at)}.items():
        if value not in (None, []):
            add_row(result, name, str(value))
    add_row(result, "event", json.dumps(entry.event, indent=2, ensure_ascii=False))
    return result


def unread_details(entry: UnreadableEntry) -> Table:
    """Describe for people a job that cannot be read: what is wrong, and the entry as it is stored."""
    result = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    add_row(result, "jobId", entry.job_id)
    add_row(result, "unreadable", f"{entry.field}: {entry.fault}")
    add_row(result, "stored", redact(json_util.dumps(entry.document, indent=2, ensure_ascii=False)))
    return result


def _unread_row(entry: UnreadableEntry, now: datetime) -> Sequence[str | Text]:
    stored, accepted = entry.document, entry.document.get("acceptedAt")
    shown = [str(stored.get(name, "-")) for name in ("tenantUid", "kind", "key")]
    age = span(now - accepted) if isinstance(accepted, datetime) else "-"
    state = f"unreadable ({stored.get('state', '-')})"
    return [entry.job_id, *shown, state, "-", "-", age, one_line(f"{entry.field}: {entry.fault}")]


def attempt_table(entry: JobEntry, zone: tzinfo | None = None) -> Table:
    """Describe the attempts of a job, the first one first."""
    result = table("ATTEMPT", "STARTED", "TOOK", "OUTCOME", "HTTP", "WHAT HAPPENED")
    for attempt in entry.attempts:
        add_row(
            result,
            str(attempt.number),
            moment(attempt.started_at, zone),
            f"{attempt.duration_seconds:.2f} s",
            attempt.outcome,
            str(attempt.http_status or "-"),
            "\n".join(_happenings(attempt)) or "-",
        )
    return result


def acts_of_job_table(acts: Sequence[AuditEntry], zone: tzinfo | None = None) -> Table:
    """Describe what was done to one job, the first act first."""
    result = table("ACT", "WHEN", "WHO", "REASON")
    for act in acts:
        add_row(result, act.act, moment(act.at, zone), act.by, act.reason or "-")
    return result


def state_of(entry: JobEntry) -> str:
    """Write a job's state, and what holds it; a system that does not answer is named in words."""
    held = held_words(entry)
    return f"{entry.state.value} ({held})" if held else entry.state.value


def held_words(entry: JobEntry) -> str:
    """Say what holds a job, or what it waits for; empty where nothing does."""
    awaited = system_awaited(entry.held_by or "")
    if awaited is not None:
        return f"{awaited.capitalize()} does not answer"
    if entry.waits_for is not None:
        return f"{entry.waits_for.capitalize()} did not answer"
    return entry.held_by or ""


def span(duration: timedelta) -> str:
    """Write a duration in its largest whole unit."""
    seconds = max(int(duration.total_seconds()), 0)
    for unit, size in _UNITS:
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "0 s"


def until(due_at: datetime | None, now: datetime) -> str:
    """Say when it is tried next."""
    if due_at is None:
        return "-"
    return f"in {span(due_at - now)}" if due_at > now else "due"


def _happenings(attempt: Attempt) -> list[str]:
    error = ": ".join(part for part in (attempt.error_class, attempt.message) if part)
    flags = [f"ATTENTION {flag}" for flag in attempt.flags]
    return [*([error] if error else []), *attempt.changes, *flags]
