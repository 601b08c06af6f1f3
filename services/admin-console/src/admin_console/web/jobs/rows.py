"""A job as a row of a list: in words, and with the addresses that it leads to. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from admin_console.jobs.naming import SHORT, tenant_of
from admin_console.jobs.output import error_of, held_words
from admin_console.jobs.spoken import spoken
from admin_console.jobs.words import cause_text, held_by_words, what_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.state import FINAL

_NUMBERS_SHOWN: Final = 3
_ERROR_CHARACTERS: Final = 300


@dataclass(frozen=True)
class JobRow:
    """What a list says of one job. `why` is what it waits for or fails for; `fault` what of it cannot be read. Times are UTC."""

    job_id: str
    tenant_uid: str
    key: str
    href: str
    record_href: str | None = None
    what: str = ""
    numbers: str = ""
    store: str = ""
    state: str = ""
    why: str = ""
    cause_key: str = ""
    tries: int = 0
    next_at: datetime | None = None
    accepted_at: datetime | None = None
    flags: tuple[str, ...] = ()
    fault: str = ""
    has_ended: bool = False
    is_called_by_key: bool = False

    @property
    def short_id(self) -> str:
        """So much of its id as tells it from others at a glance."""
        return self.job_id[:SHORT]

    @property
    def name(self) -> str:
        """What people call the record: its number, else its id; the first number may be the id itself."""
        return self.key if self.is_called_by_key else self.numbers or self.key


def row_of(entry: JobEntry | UnreadableEntry) -> JobRow:
    """Describe a job, readable or not."""
    if isinstance(entry, UnreadableEntry):
        return _unread_row(entry)
    numbers = [number for number in entry.numbers if number != entry.key.casefold()]
    return JobRow(
        job_id=entry.job_id,
        tenant_uid=entry.tenant_uid,
        key=entry.key,
        href=job_href(entry.job_id),
        record_href=record_href(entry.tenant_uid, entry.lock_key),
        what=what_of(entry.kind),
        numbers=", ".join(numbers[:_NUMBERS_SHOWN]),
        store=", ".join(filter(None, (entry.store_uid, *entry.other_stores))),
        state=entry.state.value,
        why=_why(entry),
        cause_key=entry.cause.key if entry.cause and entry.state not in FINAL else "",
        tries=entry.attempt_count,
        next_at=entry.next_attempt_at,
        accepted_at=entry.accepted_at,
        flags=entry.attention,
        has_ended=entry.state in FINAL,
        is_called_by_key=entry.key.casefold() in entry.numbers[:1],
    )


def job_href(job_id: str) -> str:
    """Return the address of a job's page."""
    return f"/jobs/{quote(job_id, safe='')}"


def record_href(tenant_uid: str, lock_key: str) -> str:
    """Return the address of a record's page."""
    return f"/records/{quote(tenant_uid, safe='')}/{quote(lock_key, safe='')}"


def _why(entry: JobEntry) -> str:
    failed = _failed(entry) if entry.cause and entry.state not in FINAL else error_of(entry)
    held = held_by_words(entry.held_by) if entry.held_by else held_words(entry)
    told = "; ".join(filter(None, (held, failed or entry.reason or "")))
    return told if len(told) <= _ERROR_CHARACTERS else f"{told[:_ERROR_CHARACTERS]} …"


def _failed(entry: JobEntry) -> str:
    """Say what the job itself was told: its cause says `…` for whatever differs from job to job."""
    failed = next((one for one in reversed(entry.attempts) if one.error_class), None)
    if failed is None or not failed.message:
        return cause_text(entry.cause) if entry.cause else ""
    said = spoken(failed.message, failed.system, failed.call, failed.http_status)
    return f"{failed.error_class}: {said}"


def _unread_row(entry: UnreadableEntry) -> JobRow:
    stored, accepted = entry.document, entry.document.get("acceptedAt")
    return JobRow(
        job_id=entry.job_id,
        tenant_uid=tenant_of(entry),
        key=str(stored.get("key", "-")),
        href=job_href(entry.job_id),
        state=str(stored.get("state", "-")),
        accepted_at=accepted if isinstance(accepted, datetime) else None,
        fault=f"{entry.field}: {entry.fault}",
    )
