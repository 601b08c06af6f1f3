"""Showing what a job would write, and writing nothing.

The console imports no service. A distribution names, as an entry point of the group `flow_omnium.syncs`, the function
that builds its syncs from the two clients; a console that is installed alone can plan nothing, and says so.
"""

import asyncio
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from admin_console.audit.keeping import an_act, kept, shortened
from admin_console.database import in_database
from admin_console.failures import NothingDone
from admin_console.neighbours import both_systems
from admin_console.settings import PlanSettings
from admin_console.tenants.access import stored_tenant
from admin_console.terminal import say, show_json
from flow_omnium.customer_marks.mongo import MongoMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.handler import AwaitsJob, JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.sync import AGREED, FieldChange, Plan, Sync
from flow_omnium.masking import MASK
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.tenant import Tenant

GROUP: Final = "flow_omnium.syncs"


def show_plan(
    kind: JobKind, key: str, tenant_uid: str, *, show_personal: bool, as_json: bool, by: str | None
) -> None:
    """Show what would be written for a record; personal values only where asked for, which is kept as an act.

    Raises UnknownTenant, NothingDone, JobInterrupted.
    """
    settings = read_settings(PlanSettings)
    planned = asyncio.run(plan_of(settings, kind, key, tenant_uid))
    if show_personal:
        target = shortened(f"{kind.value} {key} of tenant {tenant_uid}")
        asyncio.run(_kept_that_shown(settings, target, tenant_uid, an_act("show personal", by)))
    if as_json:
        show_json(document(planned, show_personal=show_personal))
        return
    for line in lines_of(planned, show_personal=show_personal):
        say(line)


async def _kept_that_shown(settings: PlanSettings, target: str, tenant_uid: str, act: AuditEntry) -> None:
    """Keep who is about to see personal values, and of which record."""

    async def keep(database: Database) -> None:
        async with kept(database, act, target, tenant=tenant_uid):
            pass

    await in_database(settings, keep)


async def plan_of(
    settings: PlanSettings, kind: JobKind, key: str, tenant_uid: str, event: Mapping[str, str] | None = None
) -> Plan:
    """Make the plan of a job that such an event would make. Raises UnknownTenant, NothingDone, JobInterrupted."""
    tenant = await stored_tenant(settings, tenant_uid)
    async with both_systems(settings) as (omnium, flow):
        sync = find_sync(kind, omnium, flow)
        job = _job(tenant, kind, key, event or {}, partial(_awaits, settings, tenant_uid))
        try:
            return await in_database(
                settings, lambda database: sync.plan(replace(job, marks=MongoMarks(database)))
            )
        except Ignored as ignored:
            return Plan(reason=ignored.reason)


def _job(tenant: Tenant, kind: JobKind, key: str, event: Mapping[str, str], awaits: AwaitsJob) -> JobContext:
    """The job as its first run would see it."""
    return JobContext(uuid.uuid4().hex, tenant, kind, key, event, datetime.now(UTC), awaits=awaits)


async def _awaits(settings: PlanSettings, tenant_uid: str, kind: JobKind, key: str) -> bool:
    return await in_database(settings, lambda jobs: MongoRunLedger(jobs).awaits(tenant_uid, kind, key))


def find_sync(
    kind: JobKind,
    omnium: OmniumClient,
    flow: FlowClient,
    offered: Iterable[EntryPoint] | None = None,
) -> Sync:
    """Return the sync of a kind. Raises NothingDone if nothing that is installed offers it."""
    for entry_point in entry_points(group=GROUP) if offered is None else offered:
        syncs = entry_point.load()(omnium, flow)
        if kind in syncs:
            sync: Sync = syncs[kind]
            return sync
    message = f"nothing that is installed beside this command can plan {kind.value} jobs"
    raise NothingDone(message)


def document(plan: Plan, *, show_personal: bool = False) -> dict[str, Any]:
    """Describe a plan for programs; a personal value is masked unless told otherwise."""
    told = [write.describe() for write in plan.writes]
    return {
        "writes": [
            {"what": write.what, "fields": [_field(_shown(field, show_personal)) for field in write.fields]}
            for write in told
        ],
        "reason": None if told or plan.failure else plan.reason or AGREED,
        "flags": list(plan.flags),
        "failure": None if plan.failure is None else str(plan.failure),
    }


def lines_of(plan: Plan, *, show_personal: bool = False) -> Iterator[str]:
    """Describe a plan for people: each write, and below it each field, old → new; a personal value is masked."""
    if not plan.writes and plan.failure is None:
        yield f"Nothing would be written: {plan.reason or AGREED}"
    for number, write in enumerate(plan.writes, start=1):
        told = write.describe()
        yield f"{number}. {told.what}"
        yield from (f"     {_shown(field, show_personal)}" for field in told.fields)
    yield from (f"ATTENTION {flag}" for flag in plan.flags)
    if plan.failure is not None:
        yield f"FAILS {plan.failure}"


def _shown(field: FieldChange, show_personal: bool) -> FieldChange:
    """That there is a value stays to be seen, and whether there was one before."""
    if show_personal or not field.is_personal:
        return field
    old, new = (None if value is None else MASK for value in (field.old, field.new))
    return replace(field, old=old, new=new)


def _field(field: FieldChange) -> dict[str, str | bool | None]:
    return {"field": field.field, "old": field.old, "new": field.new, "isPersonal": field.is_personal}
