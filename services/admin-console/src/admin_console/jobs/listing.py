"""Looking at jobs. It needs no encryption key, and changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from admin_console.database import present, with_database
from admin_console.failures import UnknownJob
from admin_console.jobs import output
from admin_console.jobs.filter import JobChoice, StateWord
from admin_console.terminal import show, show_json
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.runtime.database import Database

_LISTED = 50


def list_jobs(choice: JobChoice, *, as_json: bool) -> None:
    """List the jobs that were chosen, the newest first."""
    entries, now = with_database(lambda database: _found(database, choice))
    if as_json:
        show_json([output.document(entry) for entry in entries])
    else:
        show(output.summary_table(entries, now))


def show_job(job_id: str, *, as_json: bool) -> None:
    """Show one job. Raises UnknownJob."""
    entry, now = with_database(lambda database: _entry(database, job_id))
    if entry is None:
        raise UnknownJob(job_id)
    if as_json:
        show_json(output.document(entry))
        return
    if isinstance(entry, UnreadableEntry):
        show(output.unread_details(entry))
        return
    show(output.details(entry, now))
    if entry.attempts:
        show(output.attempt_table(entry))
    if entry.acts:
        show(output.acts_of_job_table(entry.acts))


def job_filter(choice: JobChoice, now: datetime) -> JobFilter:
    """Say in the ledger's terms what was typed."""
    return JobFilter(
        tenant_uid=choice.tenant,
        kind=choice.kind,
        state=choice.one_state,
        key=choice.key,
        limit=choice.limit,
        pending=choice.state is StateWord.PENDING,
        attention=choice.attention,
        error_class=choice.error_class,
        accepted_before=now - choice.older_than if choice.older_than is not None else None,
    )


async def _found(
    database: Database, choice: JobChoice
) -> tuple[Sequence[JobEntry | UnreadableEntry], datetime]:
    now = await present(database)
    wanted = replace(job_filter(choice, now), limit=choice.limit or _LISTED)
    return await JobLog(database).listed(wanted), now


async def _entry(database: Database, job_id: str) -> tuple[JobEntry | UnreadableEntry | None, datetime]:
    return await JobLog(database).look_up(job_id), await present(database)
