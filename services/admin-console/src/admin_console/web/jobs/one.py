"""One job for its page: words first, then what its attempts did, what comes next, and what is beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from admin_console.jobs.advice import advised
from admin_console.jobs.naming import SHORT, tenant_of
from admin_console.jobs.output import document
from admin_console.jobs.showing import read
from admin_console.jobs.words import Rendering, cause_text, standing, subject
from admin_console.web.ask import Ask
from admin_console.web.jobs.advising import as_shown
from admin_console.web.jobs.attempts import AttemptRow, NextTry, attempt_rows, next_tries
from admin_console.web.jobs.links import Remedy, log_link, remedy_of, trace_link
from admin_console.web.jobs.rows import JobRow, row_of
from admin_console.web.saying import Said
from admin_console.web.settings import LinkSettings
from flow_omnium.console.notes import Note, Notes, of_job
from flow_omnium.jobs.entry import AuditEntry, JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.record_jobs import RecordJobs
from flow_omnium.jobs.state import FINAL, PENDING, JobState
from flow_omnium.runtime.database import json_util
from flow_omnium.runtime.redaction import redact

_OTHERS_SHOWN: Final = 10


@dataclass(frozen=True)
class JobView:
    """What the page of a job has. `entry` is None of a job that this version cannot read: then `stored` is all there is."""

    row: JobRow
    zone: ZoneInfo
    entry: JobEntry | None = None
    lines: Sequence[str] = ()
    advice: Sequence[Said] = ()
    remedy: Remedy | None = None
    attempts: Sequence[AttemptRow] = ()
    tries: Sequence[NextTry] = ()
    acts: Sequence[AuditEntry] = ()
    others: Sequence[JobRow] = ()
    alike: int = 0
    cause: str = ""
    notes: Sequence[Note] = ()
    trace_href: str | None = None
    log_href: str | None = None
    internals: Mapping[str, Any] | None = None
    stored: str = ""

    @property
    def job_id(self) -> str:
        """Its whole id."""
        return self.row.job_id

    @property
    def heading(self) -> str:
        """The page's heading."""
        return f"Job {self.row.job_id[:SHORT]} of {self.row.name}"

    @property
    def is_pending(self) -> bool:
        """Tell whether it can be tried now, or cancelled."""
        return self.entry is not None and self.entry.state in PENDING

    @property
    def has_ended(self) -> bool:
        """Tell whether it can be done again as a new job."""
        return self.entry is not None and self.entry.state in FINAL

    @property
    def is_running(self) -> bool:
        """Tell whether a worker has it just now."""
        return self.entry is not None and self.entry.state is JobState.RUNNING


async def read_job(ask: Ask, name: str) -> JobView:
    """Read a job by its id or the beginning of it. Raises UnknownJob, NothingDone, DatabaseError."""
    settings = ask.console.settings
    shown = await read(ask.database, name, settings.retry_unit_seconds, ask.visitor.tenants)
    zone = await ask.zone(tenant_of(shown.entry))
    if isinstance(shown.entry, UnreadableEntry):
        return JobView(row_of(shown.entry), zone, stored=_stored(shown.entry))
    others = await _others(ask, shown.entry)
    notes = await Notes(ask.database).about([of_job(shown.entry.job_id)], ask.visitor.tenants)
    told = told_of(shown.entry, replace(shown.told, zone=zone), zone, settings)
    return replace(told, others=others, notes=[note for every in notes.values() for note in every])


def told_of(entry: JobEntry, how: Rendering, zone: ZoneInfo, settings: LinkSettings) -> JobView:
    """Describe a job by itself. Pure."""
    given = advised(entry)
    return JobView(
        row=row_of(entry),
        zone=zone,
        entry=entry,
        lines=(standing(entry, how), subject(entry)),
        advice=as_shown(given, entry),
        remedy=None if given.part is None else remedy_of(settings.console_runbook_url, given.part),
        attempts=attempt_rows(entry, settings.console_log_url),
        tries=next_tries(entry, how.unit_seconds, how.now),
        acts=tuple(reversed(entry.acts)),
        alike=how.alike.jobs if how.alike else 0,
        cause=cause_text(entry.cause) if entry.cause else "",
        trace_href=trace_link(settings.console_trace_url, entry),
        log_href=log_link(settings.console_log_url, entry, how.now),
        internals=_internals(entry),
    )


async def _others(ask: Ask, entry: JobEntry) -> Sequence[JobRow]:
    """The newest other jobs of the record."""
    page = await RecordJobs(ask.database).of(entry.tenant_uid, entry.lock_key, limit=_OTHERS_SHOWN + 1)
    others = [] if page is None else [one for one in page.record.jobs if one.job_id != entry.job_id]
    return [row_of(one) for one in others[:_OTHERS_SHOWN]]


def _internals(entry: JobEntry) -> Mapping[str, Any]:
    """What the engine keeps of it, but for what the page shows elsewhere; what is empty is left out."""
    kept = document(entry)
    shown = {"attempts", "event", "acts"}
    return {name: value for name, value in kept.items() if name not in shown and value not in (None, [])}


def _stored(entry: UnreadableEntry) -> str:
    return redact(json_util.dumps(entry.document, indent=2, ensure_ascii=False))
