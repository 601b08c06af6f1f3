"""The commands on tenant files: what would change is shown before it is written."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from admin_console import tenant_output
from admin_console.acting import By, an_act, shortened
from admin_console.auditing import Keep
from admin_console.tenant_access import with_audited_tenants
from admin_console.tenant_file import load_tenant_file
from admin_console.terminal import report, say
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.runtime.settings.neighbours import ApiSettings
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.addresses import refused_addresses
from flow_omnium.tenants.contract import Tenants
from flow_omnium.tenants.record import Applied, KeepsChanging
from flow_omnium.tenants.strength import weak_secrets
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Fault, cautions

_ROUNDS: Final = 5

File = Annotated[Path, typer.Argument(metavar="FILE", help="YAML; ${NAME} stands for a variable.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")]


def apply(file: File, dry_run: DryRun = False, by: By = None) -> None:
    """Create or change a tenant as its file says; shows what changes first."""
    tenant = _loaded(file)
    act = an_act("apply", by)
    with_audited_tenants(lambda tenants, keep: _apply(tenants, keep, tenant, act, dry_run=dry_run))


def validate(file: File) -> None:
    """Check a tenant file; needs no database and no keys."""
    tenant = _loaded(file)
    say(f"{tenant.tenant_uid}: valid")


def _loaded(file: Path) -> Tenant:
    settings = read_settings(ApiSettings)

    def rule(document: object) -> Sequence[Fault]:
        refused = refused_addresses(document, settings.destinations())
        return (*weak_secrets(document, settings), *refused)

    tenant = load_tenant_file(file, os.environ, rule)
    report(f"WARNING: {caution}" for caution in cautions(tenant))
    return tenant


async def _apply(tenants: Tenants, keep: Keep, tenant: Tenant, act: AuditEntry, *, dry_run: bool) -> None:
    """Write what was shown and nothing else: whoever comes between makes us look, and show, again."""
    for _ in range(_ROUNDS):
        plan = await tenants.plan(tenant)
        for line in tenant_output.plan_lines(plan):
            say(line)
        if dry_run or plan.outcome == "unchanged":
            say(tenant_output.trial_text(plan))
            return
        if await _written(tenants, keep, plan, act):
            say(tenant_output.applied_text(plan))
            return
        say(f"{tenant.tenant_uid}: somebody else has just changed it; compared with what it is now:")
    raise KeepsChanging(tenant.tenant_uid)


async def _written(tenants: Tenants, keep: Keep, plan: Applied, act: AuditEntry) -> bool:
    """Write; the act names the keys that change, and counts them if they did."""
    target = f"tenant {plan.tenant.tenant_uid}: {plan.outcome} {', '.join(plan.changed)}"
    async with keep(act, shortened(target)) as tally:
        is_written = await tenants.write(plan, by=act.by)
        tally.count += len(plan.changed) if is_written else 0
    return is_written
