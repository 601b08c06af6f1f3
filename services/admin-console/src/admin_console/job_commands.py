"""The commands that look at jobs. They need no encryption key, and change nothing."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from admin_console import act_output, job_output
from admin_console.job_choice import JobChoice, choosing
from admin_console.ledger_access import with_database
from admin_console.refusals import UnknownJob
from admin_console.terminal import show as show_text
from admin_console.terminal import show_json
from flow_omnium.jobs.ledger.acts import MongoActs
from flow_omnium.jobs.ledger.log import JobLog
from flow_omnium.jobs.ledger.reading import UnreadableEntry

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]

_LISTED = 50


@choosing
def list_(choice: JobChoice, as_json: AsJson = False) -> None:
    """List jobs, the newest first."""
    now = datetime.now(UTC)
    wanted = replace(choice.job_filter(now), limit=choice.limit or _LISTED)
    entries = with_database(lambda database: JobLog(database).listed(wanted))
    if as_json:
        show_json([job_output.document(entry) for entry in entries])
    else:
        show_text(job_output.summary_table(entries, now))


def show(
    job_id: Annotated[str, typer.Argument(metavar="ID", help="The job's id.")], as_json: AsJson = False
) -> None:
    """Show all that is known of a job, with every attempt and every act of an operator."""
    entry = with_database(lambda database: JobLog(database).look_up(job_id))
    if entry is None:
        raise UnknownJob(job_id)
    if as_json:
        show_json(job_output.document(entry))
        return
    if isinstance(entry, UnreadableEntry):
        show_text(job_output.unread_details(entry))
        return
    show_text(job_output.details(entry, datetime.now(UTC)))
    if entry.attempts:
        show_text(job_output.attempt_table(entry))
    if entry.acts:
        show_text(act_output.entry_table(entry.acts))


def acts(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List what operators did, the latest first."""
    latest = with_database(lambda database: MongoActs(database).latest(limit))
    if as_json:
        show_json([act.model_dump(by_alias=True, mode="json") for act in latest])
    else:
        show_text(act_output.table_of(latest))
