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

from admin_console.database import in_database
from admin_console.failures import NothingDone
from admin_console.neighbours import both_systems
from admin_console.settings import PlanSettings
from admin_console.tenants.access import in_tenants
from admin_console.terminal import say, show_json
from flow_omnium.customer_marks.mongo import MongoMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import AwaitsJob, JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.sync import AGREED, FieldChange, Plan, Sync
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.record import UnknownTenant
from flow_omnium.tenants.tenant import Tenant

GROUP: Final = "flow_omnium.syncs"


def show_plan(kind: JobKind, key: str, tenant_uid: str, *, as_json: bool) -> None:
    """Show what would be written for a record. Raises UnknownTenant, NothingDone, JobInterrupted."""
    planned = asyncio.run(plan_of(read_settings(PlanSettings), kind, key, tenant_uid))
    if as_json:
        show_json(document(planned))
        return
    for line in lines_of(planned):
        say(line)


async def plan_of(
    settings: PlanSettings, kind: JobKind, key: str, tenant_uid: str, event: Mapping[str, str] | None = None
) -> Plan:
    """Make the plan of a job that such an event would make. Raises UnknownTenant, NothingDone, JobInterrupted."""
    tenant = await in_tenants(settings, lambda tenants: tenants.get(tenant_uid))
    if tenant is None:
        raise UnknownTenant(tenant_uid)
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


def document(plan: Plan) -> dict[str, Any]:
    """Describe a plan for programs."""
    told = [write.describe() for write in plan.writes]
    return {
        "writes": [
            {"what": write.what, "fields": [_field(field) for field in write.fields]} for write in told
        ],
        "reason": None if told or plan.failure else plan.reason or AGREED,
        "flags": list(plan.flags),
        "failure": None if plan.failure is None else str(plan.failure),
    }


def lines_of(plan: Plan) -> Iterator[str]:
    """Describe a plan for people: each write, and below it each field, old → new."""
    if not plan.writes and plan.failure is None:
        yield f"Nothing would be written: {plan.reason or AGREED}"
    for number, write in enumerate(plan.writes, start=1):
        told = write.describe()
        yield f"{number}. {told.what}"
        yield from (f"     {field}" for field in told.fields)
    yield from (f"ATTENTION {flag}" for flag in plan.flags)
    if plan.failure is not None:
        yield f"FAILS {plan.failure}"


def _field(field: FieldChange) -> dict[str, str | None]:
    return {"field": field.field, "old": field.old, "new": field.new}
