"""Applying tenant files: what would change is shown before it is written."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import typer

from admin_console.audit.keeping import Keep, an_act, shortened
from admin_console.failures import NothingDone
from admin_console.tenants.access import with_audited_tenants
from admin_console.tenants.activity import consequences
from admin_console.tenants.file import Rule, load_tenant_file
from admin_console.terminal import can_ask, report, say, show_json
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
_DETAILS_KEPT: Final = 200
"""So many changed keys are kept with the act: a new tenant with many stores has more."""


@dataclass(frozen=True)
class Manner:
    """How a file is applied: not at all, without a question, or told to a program, which is asked nothing."""

    dry_run: bool = False
    yes: bool = False
    as_json: bool = False


def apply(file: Path, manner: Manner, *, by: str | None) -> None:
    """Create or change a tenant as its file says; a person at a terminal is asked first.

    Raises TenantFileError, InvalidTenant, KeepsChanging, NothingDone.
    """
    tenant = _loaded(file)
    act = an_act("apply", by)
    plan = with_audited_tenants(lambda tenants, keep: _apply(tenants, keep, tenant, act, manner))
    if manner.as_json:
        show_json(document(plan, dry_run=manner.dry_run))


def validate(file: Path) -> None:
    """Check a tenant file. Raises TenantFileError, InvalidTenant."""
    tenant = _loaded(file)
    say(f"{tenant.tenant_uid}: valid")


def _loaded(file: Path) -> Tenant:
    found: list[Fault] = []
    rule = refusing(read_settings(ApiSettings))
    tenant = load_tenant_file(file, os.environ, rule, found.append)
    report(f"WARNING: {caution}" for caution in (*found, *cautions(tenant)))
    return tenant


def refusing(settings: ApiSettings) -> Rule:
    """Refuse what no tenant may have here: secrets that are weak, addresses to which no secret may be sent."""

    def rule(document: object) -> Sequence[Fault]:
        refused = refused_addresses(document, settings.destinations())
        return (*weak_secrets(document, settings), *refused)

    return rule


async def _apply(tenants: Tenants, keep: Keep, tenant: Tenant, act: AuditEntry, manner: Manner) -> Applied:
    """Write exactly what was shown. If somebody else has written in between, compare and show again."""
    tell = _untold if manner.as_json else say
    for _ in range(_ROUNDS):
        plan = await tenants.plan(tenant)
        for line in plan_lines(plan):
            tell(line)
        if manner.dry_run or plan.outcome == "unchanged":
            tell(trial_text(plan))
            return plan
        report(of_activity(plan))
        _require_consent(plan, manner)
        if await written(tenants, keep, plan, act):
            tell(applied_text(plan))
            return plan
        tell(f"{tenant.tenant_uid}: somebody else has just changed it; compared with what it is now:")
    raise KeepsChanging(tenant.tenant_uid)


def _untold(_line: str) -> None:
    """Tell a program nothing before the end."""


def _require_consent(plan: Applied, manner: Manner) -> None:
    """Ask where somebody can answer; a script has shown by its being one that it is wanted."""
    if manner.yes or manner.as_json or not can_ask():
        return
    uid = plan.tenant.tenant_uid
    if not typer.confirm(f"Write this to {uid}?", err=True):
        message = f"{uid}: nothing is written"
        raise NothingDone(message)


async def written(tenants: Tenants, keep: Keep, plan: Applied, act: AuditEntry) -> bool:
    """Write; the act names the keys that change, with old and new values of what is no secret, and counts them if they did."""
    target = f"tenant {plan.tenant.tenant_uid}: {plan.outcome} {', '.join(plan.changed)}"
    details = [line.strip() for line in plan_lines(plan)][:_DETAILS_KEPT]
    async with keep(act, shortened(target), tenant=plan.tenant.tenant_uid, details=details) as tally:
        is_written = await tenants.write(plan, by=act.by)
        tally.count += len(plan.changed) if is_written else 0
    return is_written


def document(plan: Applied, *, dry_run: bool) -> dict[str, Any]:
    """Describe for programs what applying a tenant file changes, or would change; a secret is masked."""
    return {
        "tenantUid": plan.tenant.tenant_uid,
        "outcome": plan.outcome,
        "dryRun": dry_run,
        "active": plan.tenant.active,
        "revision": plan.revision,
        "changes": [
            {"key": one.path, "before": one.before, "after": one.after, "secret": one.is_secret}
            for one in plan.differences
        ],
    }


def plan_lines(plan: Applied) -> list[str]:
    """Describe what applying a tenant file changes, a line per key; of secrets only that they change."""
    if plan.outcome == "repaired":
        return [f"  what is stored cannot be read, so it is replaced whole: {plan.fault}", *_kept(plan)]
    changes = [f"  {difference.path}: {_difference(difference)}" for difference in plan.differences]
    return [*changes, *_kept(plan)] if changes else []


def of_activity(plan: Applied) -> Sequence[str]:
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
