"""Showing one job: in words first, then what its attempts did, and only when asked for what the engine keeps of it."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from admin_console.database import present, with_database
from admin_console.jobs import output
from admin_console.jobs.naming import tenant_of, the_job
from admin_console.jobs.words import Alike, Rendering, lines_of
from admin_console.settings import RetryUnit
from admin_console.terminal import say, show, show_json
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_filter import JobFilter
from flow_omnium.jobs.operator.job_groups import FAILING, GroupBy, JobGroups
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.zones import zone_of


@dataclass(frozen=True)
class Shown:
    """A job, and what it takes to tell of it."""

    entry: JobEntry | UnreadableEntry
    told: Rendering


def show_job(job_id: str, *, verbose: bool, as_json: bool) -> None:
    """Show one job, by its id or the beginning of it. Raises UnknownJob, NothingDone."""
    unit = read_settings(RetryUnit).retry_unit_seconds
    shown = with_database(lambda database: read(database, job_id, unit))
    entry, told = shown.entry, shown.told
    if as_json:
        show_json(document(shown))
    elif isinstance(entry, UnreadableEntry):
        show(output.unread_details(entry))
    else:
        _show(entry, told, verbose=verbose)


async def read(
    database: Database, job_id: str, unit_seconds: float = 60, of_tenants: frozenset[str] | None = None
) -> Shown:
    """Read a job, and what else fails for its cause. Raises UnknownJob, NothingDone, DatabaseError.

    `of_tenants` are those whose jobs may be seen at all.
    """
    entry = await the_job(database, job_id, of_tenants)
    now = await present(database)
    zone: tzinfo = await zone_of(database, tenant_of(entry))
    alike = await _alike(database, entry, of_tenants) if isinstance(entry, JobEntry) else None
    return Shown(entry, Rendering(now, zone, unit_seconds, alike))


def document(shown: Shown) -> dict[str, Any]:
    """Describe it for programs: the entry, and in `told` the words that people read."""
    described = output.document(shown.entry)
    if isinstance(shown.entry, UnreadableEntry):
        return described
    return described | {"told": list(lines_of(shown.entry, shown.told))}


async def _alike(database: Database, entry: JobEntry, of_tenants: frozenset[str] | None) -> Alike | None:
    """Count what fails for the same cause, as a summary does: what has ended or is held fails no more."""
    if entry.cause is None:
        return None
    groups = await JobGroups(database).failing(_of_cause(entry.cause.key, of_tenants), [GroupBy.CAUSE])
    is_one = entry.state in FAILING
    return next((Alike(one.jobs - is_one, one.oldest) for one in groups), None)


def _of_cause(cause: str, of_tenants: frozenset[str] | None) -> JobFilter:
    return JobFilter(cause=cause, of_tenants=of_tenants)


def _show(entry: JobEntry, told: Rendering, *, verbose: bool) -> None:
    say(f"Job {entry.job_id}")
    for line in lines_of(entry, told):
        say(line)
    if entry.attempts:
        show("")
        show(output.attempt_table(entry, told.zone))
    if entry.acts:
        show("")
        show(output.acts_of_job_table(entry.acts, told.zone))
    if verbose:
        show("")
        show(output.details(entry, told.now))
