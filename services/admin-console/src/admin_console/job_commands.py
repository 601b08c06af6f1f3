"""The commands that look at jobs. They need no encryption key, and change nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from admin_console import act_output, job_output
from admin_console.job_choice import JobChoice, choosing
from admin_console.ledger_access import present, with_database
from admin_console.refusals import UnknownJob
from admin_console.terminal import show as show_text
from admin_console.terminal import show_json
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.reading import UnreadableEntry
from flow_omnium.jobs.operator.audit_trail import AuditTrail
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.runtime.database import Database

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]

_LISTED = 50


@choosing
def list_(choice: JobChoice, as_json: AsJson = False) -> None:
    """List jobs, the newest first."""
    entries, now = with_database(lambda database: _found(database, choice))
    if as_json:
        show_json([job_output.document(entry) for entry in entries])
    else:
        show_text(job_output.summary_table(entries, now))


def show(
    job_id: Annotated[str, typer.Argument(metavar="ID", help="The job's id.")], as_json: AsJson = False
) -> None:
    """Show all that is known of a job, with every attempt and every act of an operator."""
    entry, now = with_database(lambda database: _entry(database, job_id))
    if entry is None:
        raise UnknownJob(job_id)
    if as_json:
        show_json(job_output.document(entry))
        return
    if isinstance(entry, UnreadableEntry):
        show_text(job_output.unread_details(entry))
        return
    show_text(job_output.details(entry, now))
    if entry.attempts:
        show_text(job_output.attempt_table(entry))
    if entry.acts:
        show_text(act_output.entry_table(entry.acts))


def acts(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what operators did, the latest first."""
    latest = with_database(lambda database: AuditTrail(database).latest(limit))
    if as_json:
        show_json([act.model_dump(by_alias=True, mode="json") for act in latest])
    else:
        show_text(act_output.table_of(latest))


async def _found(
    database: Database, choice: JobChoice
) -> tuple[Sequence[JobEntry | UnreadableEntry], datetime]:
    now = await present(database)
    wanted = replace(choice.job_filter(now), limit=choice.limit or _LISTED)
    return await JobLog(database).listed(wanted), now


async def _entry(database: Database, job_id: str) -> tuple[JobEntry | UnreadableEntry | None, datetime]:
    return await JobLog(database).look_up(job_id), await present(database)
