"""Applying tenant files: what would change is shown before it is written."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from admin_console.audit.keeping import Keep, an_act, shortened
from admin_console.tenants.access import with_audited_tenants
from admin_console.tenants.activity import consequences
from admin_console.tenants.file import load_tenant_file
from admin_console.terminal import report, say
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.runtime.settings.neighbours import ApiSettings
from flow_omnium.runtime.settings.reading import read_settings
from flow_omnium.tenants.contract import Tenants
from flow_omnium.tenants.differences import Difference
from flow_omnium.tenants.record import Applied, KeepsChanging
from flow_omnium.tenants.refusals import refused_addresses, weak_secrets
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Fault, cautions

_ROUNDS: Final = 5

_SHOWN_CHARACTERS: Final = 200


def apply(file: Path, *, dry_run: bool, by: str | None) -> None:
    """Create or change a tenant as its file says. Raises TenantFileError, InvalidTenant, KeepsChanging."""
    tenant = _loaded(file)
    act = an_act("apply", by)
    with_audited_tenants(lambda tenants, keep: _apply(tenants, keep, tenant, act, dry_run=dry_run))


def validate(file: Path) -> None:
    """Check a tenant file. Raises TenantFileError, InvalidTenant."""
    tenant = _loaded(file)
    say(f"{tenant.tenant_uid}: valid")


def _loaded(file: Path) -> Tenant:
    settings = read_settings(ApiSettings)

    def rule(document: object) -> Sequence[Fault]:
        refused = refused_addresses(document, settings.destinations())
        return (*weak_secrets(document, settings), *refused)

    found: list[Fault] = []
    tenant = load_tenant_file(file, os.environ, rule, found.append)
    report(f"WARNING: {caution}" for caution in (*found, *cautions(tenant)))
    return tenant


async def _apply(tenants: Tenants, keep: Keep, tenant: Tenant, act: AuditEntry, *, dry_run: bool) -> None:
    """Write exactly what was shown. If somebody else has written in between, compare and show again."""
    for _ in range(_ROUNDS):
        plan = await tenants.plan(tenant)
        for line in plan_lines(plan):
            say(line)
        if dry_run or plan.outcome == "unchanged":
            say(trial_text(plan))
            return
        report(_of_activity(plan))
        if await _written(tenants, keep, plan, act):
            say(applied_text(plan))
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


def plan_lines(plan: Applied) -> list[str]:
    """Describe what applying a tenant file changes, a line per key; of secrets only that they change."""
    if plan.outcome == "repaired":
        return [f"  what is stored cannot be read, so it is replaced whole: {plan.fault}", *_kept(plan)]
    changes = [f"  {difference.path}: {_difference(difference)}" for difference in plan.differences]
    return [*changes, *_kept(plan)] if changes else []


def _of_activity(plan: Applied) -> Sequence[str]:
    """Say what it means that a file switches a tenant off or on again."""
    uid = plan.tenant.tenant_uid
    if plan.outcome != "changed" or "active" not in plan.changed:
        return ()
    if not plan.tenant.active:
        return consequences(uid)
    return (
        f"{uid}: `flow-omnium tenants activate {uid} --catch-up` compares the time in which it was not active",
    )


def _kept(plan: Applied) -> list[str]:
    return [f"  {kept.path}: kept, this version does not know it" for kept in plan.kept]


def _difference(difference: Difference) -> str:
    if difference.is_secret:
        return _of_secret(difference)
    return f"{_value(difference.before)} -> {_value(difference.after)}"


def _of_secret(difference: Difference) -> str:
    if difference.after is None:
        return "removed"
    return f"{difference.after} {'set' if difference.before is None else 'changed'}"


def _value(text: str | None) -> str:
    if text is None:
        return "(not set)"
    shown = text if text.isprintable() else repr(text)
    return shown if len(shown) <= _SHOWN_CHARACTERS else f"{shown[:_SHOWN_CHARACTERS]}…"


def applied_text(applied: Applied) -> str:
    """Say what applying a tenant file did."""
    uid = applied.tenant.tenant_uid
    hint = "" if applied.tenant.active else f" (not active; `flow-omnium tenants activate {uid}` starts it)"
    return f"{uid}: {applied.outcome}{hint}"


def trial_text(plan: Applied) -> str:
    """Say what applying a tenant file would do, or that it does nothing."""
    if plan.outcome == "unchanged":
        return applied_text(plan)
    return f"{plan.tenant.tenant_uid}: would be {plan.outcome}; nothing is written"
