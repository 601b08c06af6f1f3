"""The command that shows what a job would write, and writes nothing."""

import asyncio
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import aiohttp
import typer

from admin_console import plan_output
from admin_console.ledger_access import in_database
from admin_console.settings import PlanSettings
from admin_console.syncs import find_sync
from admin_console.tenant_access import in_tenants
from admin_console.terminal import say, show_json
from flow_omnium.customer_marks.mongo import MongoMarks
from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.handler import AwaitsJob, JobContext
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.runs import MongoRunLedger
from flow_omnium.jobs.sync import Plan
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.outcomes import Ignored
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.record import UnknownTenant
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.manager_client import TokenManagerClient


def plan(
    kind: Annotated[JobKind, typer.Argument(help="The kind of job.")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="The record, as jobs name it.")],
    tenant_uid: Annotated[str, typer.Option("--tenant", metavar="UID", help="The tenantUid.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show what would be written for a record, field by field, and write nothing."""
    planned = asyncio.run(_plan(read_settings(PlanSettings), kind, key, tenant_uid))
    if as_json:
        show_json(plan_output.document(planned))
        return
    for line in plan_output.lines_of(planned):
        say(line)


async def _plan(settings: PlanSettings, kind: JobKind, key: str, tenant_uid: str) -> Plan:
    tenant = await in_tenants(settings, lambda tenants: tenants.get(tenant_uid))
    if tenant is None:
        raise UnknownTenant(tenant_uid)
    async with aiohttp.ClientSession() as session:
        tokens = TokenManagerClient(
            session,
            str(settings.token_manager_url),
            settings.internal_api_key,
            authority=settings.token_manager_ca_file,
        )
        to, proxies = settings.destinations(), settings.proxies()
        at_once = settings.omnium_max_concurrency
        omnium = OmniumClient(session, tokens, to.omnium, at_once, proxies=proxies)
        flow = FlowClient(session, to.flow, proxies=proxies)
        sync = find_sync(kind, omnium, flow)
        try:
            job = _job(tenant, kind, key, partial(_awaits, settings, tenant_uid))
            return await in_database(
                settings, lambda database: sync.plan(replace(job, marks=MongoMarks(database)))
            )
        except Ignored as ignored:
            return Plan(reason=ignored.reason)


def _job(tenant: Tenant, kind: JobKind, key: str, awaits: AwaitsJob) -> JobContext:
    """The job as its first run would see it."""
    return JobContext(uuid.uuid4().hex, tenant, kind, key, {}, datetime.now(UTC), awaits=awaits)


async def _awaits(settings: PlanSettings, tenant_uid: str, kind: JobKind, key: str) -> bool:
    return await in_database(settings, lambda jobs: MongoRunLedger(jobs).awaits(tenant_uid, kind, key))
