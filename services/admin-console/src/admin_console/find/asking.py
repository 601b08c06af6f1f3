"""Asking Omnium and Flow where a record stands, and what a run would write: both as far as this shell has the keys."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from admin_console.failures import NothingDone
from admin_console.jobs.plan import plan_of
from admin_console.neighbours import both_systems
from admin_console.settings import PlanSettings
from admin_console.sync.finding import find_lookup
from admin_console.tenants.access import stored_tenant
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.lookup import FoundRecord, RecordJob, RecordType
from flow_omnium.jobs.sync import AGREED, Plan
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.runtime.settings.reading import SettingsError, read_settings
from flow_omnium.tenants.record import UnreadableTenant
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.unknown import UnknownTenant

PATIENCE_SECONDS: Final = 20.0
_MOST_PLANNED: Final = 4

_UNANSWERED: Final = (JobInterrupted, NothingDone, UnknownTenant, UnreadableTenant, TimeoutError)


@dataclass(frozen=True)
class Sighting:
    """A record that one of the systems has, and as what `sync` would take it."""

    type: RecordType
    record: FoundRecord


@dataclass(frozen=True)
class Outlook:
    """What a run of a job would write now, each write in a line without its fields; `why_not` where nobody can tell."""

    job: RecordJob
    writes: tuple[str, ...] = ()
    reason: str = ""
    flags: tuple[str, ...] = ()
    why_not: str = ""


@dataclass(frozen=True)
class Answers:
    """What both systems say. `why_not` names what could not be asked, and why."""

    sightings: Sequence[Sighting] = ()
    outlooks: Sequence[Outlook] = ()
    why_not: tuple[str, ...] = ()


async def ask(tenant_uid: str, name: str, types: Sequence[RecordType], *, exact: bool) -> Answers:
    """Ask both systems with the keys that this shell has. See `ask_with`."""
    try:
        settings = read_settings(PlanSettings)
    except SettingsError as error:
        return Answers(why_not=(f"this shell cannot ask Omnium and Flow: {error}",))
    return await ask_with(settings, tenant_uid, name, types, exact=exact)


async def ask_with(
    settings: PlanSettings, tenant_uid: str, name: str, types: Sequence[RecordType], *, exact: bool
) -> Answers:
    """Ask both systems for a record in a tenant's name; it is read only, and nothing is raised where one does not answer."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            answers = await _sighted(settings, tenant_uid, name, types, exact=exact)
            return replace(answers, outlooks=await _outlooks(settings, tenant_uid, answers.sightings))
    except _UNANSWERED as error:
        return Answers(why_not=(_why(error),))


async def _sighted(
    settings: PlanSettings, tenant_uid: str, name: str, types: Sequence[RecordType], *, exact: bool
) -> Answers:
    tenant = await stored_tenant(settings, tenant_uid)
    async with both_systems(settings) as systems:
        found = await asyncio.gather(*(_of_type(systems, tenant, name, one, exact=exact) for one in types))
    return Answers(
        sightings=[sighting for one in found for sighting in one.sightings],
        why_not=tuple(dict.fromkeys(why for one in found for why in one.why_not)),
    )


async def _of_type(
    systems: tuple[OmniumClient, FlowClient], tenant: Tenant, name: str, wanted: RecordType, *, exact: bool
) -> Answers:
    try:
        records = await find_lookup(wanted, *systems).find(tenant, name, exact=exact)
    except (JobInterrupted, NothingDone) as error:
        return Answers(why_not=(f"{wanted.value}: {_why(error)}",))
    return Answers(sightings=[Sighting(wanted, record) for record in records])


async def _outlooks(
    settings: PlanSettings, tenant_uid: str, sightings: Sequence[Sighting]
) -> Sequence[Outlook]:
    """Plan each job once; who has many candidates is asked to name one first."""
    jobs = {(job.kind, job.key): job for one in sightings for job in one.record.jobs}
    if len(jobs) > _MOST_PLANNED:
        return ()
    return [await _outlook(settings, tenant_uid, job) for job in jobs.values()]


async def _outlook(settings: PlanSettings, tenant_uid: str, job: RecordJob) -> Outlook:
    try:
        plan = await plan_of(settings, job.kind, job.key, tenant_uid, job.event)
    except (JobInterrupted, NothingDone) as error:
        return Outlook(job, why_not=_why(error))
    return _of_plan(job, plan)


def _of_plan(job: RecordJob, plan: Plan) -> Outlook:
    writes = tuple(write.describe().what for write in plan.writes)
    reason = "" if writes or plan.failure else plan.reason or AGREED
    return Outlook(job, writes, reason, tuple(plan.flags), "" if plan.failure is None else str(plan.failure))


def _why(error: BaseException) -> str:
    return f"no answer within {PATIENCE_SECONDS:g} s" if isinstance(error, TimeoutError) else str(error)
