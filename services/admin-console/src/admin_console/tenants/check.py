"""Checks a tenant, active or not: its credentials and what its settings name, against both systems; and who sends it events."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import aiohttp
import typer

from admin_console.database import in_database, present
from admin_console.settings import CheckSettings, PlanSettings
from admin_console.tenants.access import stored_record
from admin_console.tenants.check_names import Compared
from admin_console.tenants.check_systems import check_systems
from admin_console.tenants.check_words import check_words
from admin_console.tenants.checks import Check, all_is_well, document
from admin_console.tenants.peers import Peers
from admin_console.tenants.senders import LastSeen, seen_table, senders_of
from admin_console.terminal import say, show, show_json
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.neighbours import ApiSettings
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.record import TenantRecord, readable
from flow_omnium.tenants.refusals import weak_secrets
from flow_omnium.tenants.repository import COLLECTION, TenantRepository
from flow_omnium.tenants.sealing import plain_document
from flow_omnium.tenants.tenant import Tenant

STEP_SECONDS: Final = 15.0
"""How long each step may take."""

_ACTIVE: Final = "the tenant is active"
_KNOWN: Final = "this version knows every key that is stored"


@dataclass(frozen=True)
class Checked:
    """What was found of a tenant, and when its senders last came, as of a moment (UTC).

    `compared` says of each name in the settings what it stands for; the findings tell of those that do not exist.
    """

    tenant_uid: str
    findings: Sequence[Check]
    senders: Sequence[LastSeen]
    at: datetime
    compared: Sequence[Compared] = ()

    def document(self) -> dict[str, object]:
        """Describe it for programs."""
        senders = [each.document() for each in self.senders]
        return {**document(self.tenant_uid, self.findings), "senders": senders}


def check(tenant_uid: str, *, as_json: bool) -> None:
    """Check a tenant. Raises UnknownTenant; typer.Exit(1) unless all is well."""
    checked = asyncio.run(check_tenant(read_settings(CheckSettings), tenant_uid))
    if as_json:
        show_json(checked.document())
    else:
        for each in checked.findings:
            say(str(each))
        show("")
        show(seen_table(checked.senders, checked.at))
    if not all_is_well(checked.findings):
        raise typer.Exit(1)


async def check_tenant(settings: CheckSettings, tenant_uid: str) -> Checked:
    """Try a tenant's credentials and names, active or not. Raises UnknownTenant, UnreadableTenant."""
    return await in_database(settings, lambda database: check_stored(settings, database, tenant_uid))


async def check_stored(
    settings: CheckSettings | PlanSettings, database: Database, tenant_uid: str
) -> Checked:
    """Do it in a database that is open. Raises UnknownTenant, UnreadableTenant."""
    tenants = TenantRepository(database[COLLECTION], settings.keyring())
    record = await stored_record(tenants, tenant_uid)
    tenant, now = readable(record), await present(database)
    async with aiohttp.ClientSession() as session:
        of_systems = await check_systems(Peers(settings, session, tenant), now, seconds=STEP_SECONDS)
    words, senders, now = await _from_database(database, tenant)
    found = (*_knowledge(record), *_weaknesses(settings, tenant), *of_systems.findings, *words)
    findings = (_activation(tenant, found), *found)
    return Checked(tenant_uid, findings, senders, now, of_systems.compared)


async def _from_database(
    database: Database, tenant: Tenant
) -> tuple[Sequence[Check], Sequence[LastSeen], datetime]:
    words = await check_words(JobLog(database), tenant)
    return words, await senders_of(database, tenant.tenant_uid), await present(database)


def _activation(tenant: Tenant, rest: Sequence[Check]) -> Check:
    if tenant.active:
        return Check(_ACTIVE, "ok")
    ready = "; all else is as it should be" if all_is_well(rest) else ""
    how = f"`flow-omnium tenants activate {tenant.tenant_uid}`"
    return Check(_ACTIVE, "wrong", f"nothing runs for it until {how}{ready}")


def _knowledge(record: TenantRecord[Tenant]) -> Sequence[Check]:
    """Report keys that another version has stored: this one does not act on them. Empty without such keys."""
    unknown = ", ".join(record.unknown)
    return (Check(_KNOWN, "wrong", f"unknown here, and without effect: {unknown}"),) if unknown else ()


def _weaknesses(settings: ApiSettings, tenant: Tenant) -> Sequence[Check]:
    """Report weak secrets: they were stored before `apply` refused them, and are still accepted."""
    weak = weak_secrets(plain_document(tenant), settings)
    return tuple(Check(f"{fault.path} keeps strangers out", "wrong", f"it {fault.message}") for fault in weak)
