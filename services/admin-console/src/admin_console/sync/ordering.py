"""Making the jobs of one record: what is meant is found, the act is kept, the jobs are made, and followed if wished."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import typer
from pydantic import ValidationError

from admin_console.audit.keeping import an_act, kept, shortened, timed
from admin_console.database import in_database, present
from admin_console.failures import EXIT_FAILED, NothingDone
from admin_console.jobs.plan import plan_of
from admin_console.settings import JobSettings, PlanSettings
from admin_console.sync import decision, output
from admin_console.sync.choice import Direction, SyncChoice
from admin_console.sync.decision import Ambiguous
from admin_console.sync.finding import found_jobs
from admin_console.sync.following import Ended, followed
from admin_console.sync.request import Request
from admin_console.tenants.known import require_active
from admin_console.terminal import is_terminal, say, show_json
from flow_omnium.jobs.bounds import fault_of
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.lookup import RecordJob, RecordType
from flow_omnium.jobs.message import JobMessage, new_message
from flow_omnium.jobs.operator.act_jobs import ActJobs
from flow_omnium.jobs.operator.making import JobMaking, Made
from flow_omnium.masking import mask_search
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.neighbours import DatabaseSettings
from flow_omnium.runtime.settings.reading import read_settings

ORIGIN: Final = "flow-omnium sync"
"""What the event of such a job says that it came from."""


def sync(  # noqa: PLR0913 - what was typed
    record: str,
    name: str,
    tenant_uid: str,
    choice: SyncChoice,
    *,
    direction: Direction | None = None,
    as_json: bool,
    by: str | None,
) -> None:
    """Bring one record to the other side. Raises WrongUse, NothingDone; typer.Exit(1) where a job did not end well."""
    request = Request(RecordType(record), name, tenant_uid, choice, direction).checked()
    try:
        asyncio.run(_sync(request, as_json=as_json, by=by))
    except Ambiguous as ambiguous:
        if as_json:
            show_json(decision.document(request, ambiguous))
        raise


async def _sync(request: Request, *, as_json: bool, by: str | None) -> None:
    asks = not request.choice.force or request.choice.dry_run
    settings: DatabaseSettings = read_settings(PlanSettings if asks else JobSettings)
    await in_database(settings, lambda database: require_active(database, request.tenant_uid))
    jobs = await _jobs(settings, request)
    if request.choice.dry_run and isinstance(settings, PlanSettings):
        await _rehearse(settings, request, jobs, as_json=as_json)
        return
    act = an_act(f"sync {request.record.value}", by)
    await in_database(settings, lambda database: _carry_out(database, request, jobs, act, as_json=as_json))


async def _jobs(settings: DatabaseSettings, request: Request) -> Sequence[RecordJob]:
    if request.choice.force or not isinstance(settings, PlanSettings):
        return [request.forced()]
    return await found_jobs(settings, request)


async def _rehearse(
    settings: PlanSettings, request: Request, jobs: Sequence[RecordJob], *, as_json: bool
) -> None:
    plans = [
        (job, await plan_of(settings, job.kind, job.key, request.tenant_uid, _event(job))) for job in jobs
    ]
    if as_json:
        show_json(output.planned(request, plans))
        return
    for line in output.plan_lines(plans):
        say(line)


async def _carry_out(
    database: Database, request: Request, jobs: Sequence[RecordJob], act: AuditEntry, *, as_json: bool
) -> None:
    act = await timed(database, act)
    _, made = await made_jobs(database, request, jobs, act)
    if not as_json:
        for each in made:
            say(output.made_line(each, act.at))
    waits = is_terminal() if request.choice.wait is None else request.choice.wait
    ended = await followed(database, [one for one, _ in made]) if waits else ()
    if as_json:
        show_json(output.document(request, made, ended))
    else:
        _tell(ended, await present(database))
    if any(not one.is_well for one in ended):
        raise typer.Exit(EXIT_FAILED)


def _tell(ended: Sequence[Ended], now: datetime) -> None:
    for one in ended:
        for line in output.ended_lines(one, now):
            say(line)


async def made_jobs(
    database: Database, request: Request, jobs: Sequence[RecordJob], act: AuditEntry
) -> tuple[int, Sequence[tuple[Made, RecordJob]]]:
    """Make the jobs of one record, kept as an act: return the act's number too. Raises NothingDone for what cannot be a job."""
    messages = [(_message(request.tenant_uid, job, act), job) for job in jobs]
    making, made = JobMaking(database), list[tuple[Made, RecordJob]]()
    named = ", ".join(f"{job.kind.value} {job.key}" for job in jobs)
    asked = " --force" if request.choice.force else ""
    # What somebody typed may be of a person, and an act is kept for a year; which records are meant, the jobs tell.
    told = replace(request, name=mask_search(request.name))
    async with kept(database, act, shortened(f"{told}{asked}: {named}"), tenant=request.tenant_uid) as tally:
        noted = act.model_copy(update={"act_id": tally.sequence})
        for message, job in messages:
            made.append((await making.make(message, noted), job))
            tally.count += made[-1][0].is_change
        await ActJobs(database).keep(tally.sequence, [one.job_id for one, _ in made], act.at)
    return tally.sequence, made


def _message(tenant_uid: str, job: RecordJob, act: AuditEntry) -> JobMessage:
    try:
        return new_message(
            job_id=uuid.uuid4().hex,
            tenant_uid=tenant_uid,
            kind=job.kind,
            key=job.key,
            event=dict(_event(job)),
            accepted_at=act.at,
        )
    except ValidationError as error:
        message = f"{job.kind.value} {job.key[:100]!r} cannot be a job: {fault_of(error)}"
        raise NothingDone(message) from None


def _event(job: RecordJob) -> Mapping[str, str]:
    return {"origin": ORIGIN, **job.event}
