"""A job in one line, where a page only names it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admin_console.jobs.naming import SHORT
from admin_console.jobs.output import state_of
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry


@dataclass(frozen=True)
class Brief:
    """Which job it is, what about, how it stands, and since when (UTC)."""

    job_id: str
    what: str
    tenant: str
    state: str
    at: datetime | None = None

    @property
    def short(self) -> str:
        """As much of the id as a list shows."""
        return self.job_id[:SHORT]


def briefs(entries: Sequence[JobEntry | UnreadableEntry]) -> Sequence[Brief]:
    """Name jobs."""
    return [brief(entry) for entry in entries]


def brief(entry: JobEntry | UnreadableEntry) -> Brief:
    """Name a job, also one that this version cannot read."""
    if isinstance(entry, UnreadableEntry):
        tenant = str(entry.document.get("tenantUid", "-"))
        return Brief(str(entry.job_id), "a job that this version cannot read", tenant, "unreadable")
    number = next(iter(entry.numbers), None)
    called = f"{entry.key} ({number})" if number and number != entry.key.casefold() else entry.key
    return Brief(
        entry.job_id, f"{entry.kind.value} {called}", entry.tenant_uid, state_of(entry), entry.accepted_at
    )
