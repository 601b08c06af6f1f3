"""The commands on jobs. They only look, and need no encryption key."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer

from admin_console import job_output
from admin_console.settings import JobSettings
from admin_console.terminal import show as show_text
from admin_console.terminal import show_json
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.log import JobFilter, JobLog
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import connect
from flow_omnium.runtime.settings import read_settings

_Result = TypeVar("_Result")

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


class UnknownJob(Exception):
    """No job of this id is in the ledger."""

    def __init__(self, job_id: str) -> None:
        super().__init__(f"there is no job {job_id!r}")


def list_(
    tenant: Annotated[str | None, typer.Option(metavar="UID", help="Only of this tenant.")] = None,
    kind: Annotated[JobKind | None, typer.Option(help="Only of this kind.")] = None,
    state: Annotated[JobState | None, typer.Option(help="Only in this state.")] = None,
    key: Annotated[str | None, typer.Option(metavar="ID", help="Only of this record.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List jobs, the newest first."""
    wanted = JobFilter(tenant_uid=tenant, kind=kind, state=state, key=key, limit=limit)
    entries = _with_jobs(lambda jobs: jobs.find(wanted))
    if as_json:
        show_json([job_output.document(entry) for entry in entries])
    else:
        show_text(job_output.summary_table(entries, datetime.now(UTC)))


def show(
    job_id: Annotated[str, typer.Argument(metavar="ID", help="The job's id.")], as_json: AsJson = False
) -> None:
    """Show all that is known of a job, with every attempt."""
    entry = _with_jobs(lambda jobs: jobs.get(job_id))
    if entry is None:
        raise UnknownJob(job_id)
    if as_json:
        show_json(job_output.document(entry))
        return
    now = datetime.now(UTC)
    show_text(job_output.details(entry, now))
    if entry.attempts:
        show_text(job_output.attempt_table(entry))


def _with_jobs(use: Callable[[JobLog], Awaitable[_Result]]) -> _Result:
    return asyncio.run(_use(read_settings(JobSettings), use))


async def _use(settings: JobSettings, use: Callable[[JobLog], Awaitable[_Result]]) -> _Result:
    with closing(connect(settings.mongodb_url.get_secret_value(), application="flow-omnium")) as client:
        return await use(JobLog(client[settings.mongodb_database]))
