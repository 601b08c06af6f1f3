"""The commands on stored tenants."""

from typing import Annotated

import typer

from admin_console import tenant_output
from admin_console.acting import By, an_act
from admin_console.auditing import Keep
from admin_console.tenant_access import with_audited_tenants, with_tenants
from admin_console.terminal import report, show_json
from admin_console.terminal import show as show_text
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.tenants.contract import Tenants
from flow_omnium.tenants.record import UnknownTenant, readable
from flow_omnium.tenants.sealing import masked_document

TenantUid = Annotated[str, typer.Argument(metavar="UID", help="The tenantUid.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def list_(as_json: AsJson = False) -> None:
    """List the tenants."""
    records = with_tenants(lambda tenants: tenants.records())
    if as_json:
        show_json(tenant_output.summaries(records))
    else:
        show_text(tenant_output.summary_table(records))


def show(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """Show how a tenant is set up. Secrets are ********."""
    records = with_tenants(lambda tenants: tenants.records([tenant_uid]))
    if not records:
        raise UnknownTenant(tenant_uid)
    tenant = readable(records[0])
    report(f"WARNING: {warning}" for warning in tenant_output.warnings_of(records[0]))
    if as_json:
        show_json(masked_document(tenant))
    else:
        show_text(tenant_output.as_yaml(masked_document(tenant)))


def history(tenant_uid: TenantUid, as_json: AsJson = False) -> None:
    """List who changed which keys of a tenant, and when; the latest first."""
    changes = with_tenants(lambda tenants: tenants.history(tenant_uid))
    if as_json:
        show_json([change.model_dump(mode="json") for change in changes])
    else:
        show_text(tenant_output.history_table(changes))


def activate(tenant_uid: TenantUid, by: By = None) -> None:
    """Let the suite work for a tenant."""
    changed = _activate(tenant_uid, True, by)
    show_text(f"{tenant_uid}: {'activated' if changed else 'was active already'}")


def deactivate(tenant_uid: TenantUid, by: By = None) -> None:
    """Stop all work for a tenant; its jobs are kept."""
    changed = _activate(tenant_uid, False, by)
    show_text(f"{tenant_uid}: {'deactivated' if changed else 'was not active'}")


def _activate(tenant_uid: str, active: bool, by: str | None) -> bool:
    act = an_act("activate" if active else "deactivate", by)
    return with_audited_tenants(lambda tenants, keep: _switch(tenants, keep, tenant_uid, act, active=active))


async def _switch(tenants: Tenants, keep: Keep, tenant_uid: str, act: AuditEntry, *, active: bool) -> bool:
    async with keep(act, f"tenant {tenant_uid}") as tally:
        changed = await tenants.set_active(tenant_uid, active, by=act.by)
        tally.count += changed
    return changed
