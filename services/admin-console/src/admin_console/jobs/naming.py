"""Which job an operator means by an id, or by the beginning of one as a list shows it."""

from collections.abc import Sequence
from typing import Final

from admin_console.failures import NothingDone, UnknownJob
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.runtime.database import Database

SHORT: Final = 8
"""So much of an id a narrow list shows."""

SHORTEST: Final = 6
"""With fewer characters too many jobs would be meant."""

_NAMED: Final = 5


async def the_job(
    database: Database, text: str, of_tenants: frozenset[str] | None = None
) -> JobEntry | UnreadableEntry:
    """Return the job of this id, or the only one whose id begins so. Raises UnknownJob, NothingDone.

    `of_tenants` are those whose jobs may be seen at all.
    """
    log = JobLog(database)
    entry = await log.look_up(text)
    if entry is None and len(text) >= SHORTEST:
        found = await log.beginning_with(text, _NAMED + 1, of_tenants)
        if len(found) > 1:
            raise NothingDone(_several(text, found))
        entry = await log.look_up(found[0]) if found else None
    if entry is None or not (of_tenants is None or tenant_of(entry) in of_tenants):
        raise UnknownJob(text)
    return entry


def tenant_of(entry: JobEntry | UnreadableEntry) -> str:
    """Return whose job it is, as it is stored."""
    return entry.tenant_uid if isinstance(entry, JobEntry) else str(entry.document.get("tenantUid"))


def _several(text: str, found: Sequence[str]) -> str:
    more = " …" if len(found) > _NAMED else ""
    return f"several jobs begin with {text!r}: {', '.join(found[:_NAMED])}{more}"
