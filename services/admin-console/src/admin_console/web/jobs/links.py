"""Where else more of a job is told: its trace, its log, the runbook. Pure.

A template names what it takes: `{trace}` (the id), `{span}` (of the latest attempt), `{job}`, `{tenant}`, `{since}` and `{until}`
(UTC, ISO 8601). What is put in is quoted for an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from admin_console.jobs.advice import link
from flow_omnium.jobs.entry import Attempt, JobEntry
from flow_omnium.jobs.trace_context import trace_id_of

_RUNBOOK_HERE: Final = "/help/runbook"
_AROUND: Final = timedelta(minutes=1)
"""The clocks of two machines are never quite the same."""


def trace_link(template: str | None, entry: JobEntry) -> str | None:
    """Return the address of a job's trace; None without a template, or of a job without a trace."""
    if template is None or entry.trace is None:
        return None
    return filled(template, _of(entry))


def log_link(template: str | None, entry: JobEntry, now: datetime) -> str | None:
    """Return the address of all that was logged of a job."""
    if template is None:
        return None
    return filled(template, _of(entry) | _between(entry.accepted_at, entry.finished_at or now))


def attempt_log_link(template: str | None, entry: JobEntry, attempt: Attempt) -> str | None:
    """Return the address of what was logged while an attempt ran."""
    if template is None:
        return None
    end = attempt.started_at + timedelta(seconds=attempt.duration_seconds)
    return filled(template, _of(entry) | _between(attempt.started_at, end))


@dataclass(frozen=True)
class Remedy:
    """A part of the runbook: its name, where it is in the suite's own papers, and its address."""

    part: str
    path: str
    href: str


def remedy_of(template: str | None, part: str) -> Remedy:
    """Return where a part of the runbook is read: in the console itself, unless it is told of another place."""
    page = _RUNBOOK_HERE if template is None else template.partition("#")[0]
    return Remedy(part, link(part), f"{page}#{part.lower()}")


def filled(template: str, values: Mapping[str, str]) -> str:
    """Put values into a template; a name that it does not know stays as it is."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", quote(value, safe=""))
    return template


def _of(entry: JobEntry) -> dict[str, str]:
    trace = trace_id_of(entry.trace) or ""
    span = (entry.last_span or entry.trace or "").split("-")
    return {
        "trace": trace,
        "span": span[2] if len(span) > 2 else "",  # noqa: PLR2004 - version, trace, span
        "job": entry.job_id,
        "tenant": entry.tenant_uid,
    }


def _between(start: datetime, end: datetime) -> dict[str, str]:
    moments = {"since": start - _AROUND, "until": end + _AROUND}
    return {name: at.astimezone(UTC).isoformat(timespec="seconds") for name, at in moments.items()}
