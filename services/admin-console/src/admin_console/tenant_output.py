"""How tenants are shown. No I/O."""

import io
from collections.abc import Sequence
from typing import Any

from rich.table import Table
from ruamel.yaml import YAML

from admin_console.act_output import moment
from admin_console.terminal import add_row, table
from flow_omnium.tenants.differences import Difference
from flow_omnium.tenants.history import Change
from flow_omnium.tenants.record import Applied, TenantRecord
from flow_omnium.tenants.tenant import Tenant

_SHOWN_CHARACTERS = 200
_SHOWN_KEYS = 6


def plan_lines(plan: Applied) -> list[str]:
    """Describe what applying a tenant file changes, a line per key; of secrets only that they change."""
    if plan.outcome == "repaired":
        return [f"  what is stored cannot be read, so it is replaced whole: {plan.fault}", *_kept(plan)]
    changes = [f"  {difference.path}: {_difference(difference)}" for difference in plan.differences]
    return [*changes, *_kept(plan)] if changes else []


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


def history_table(changes: Sequence[Change]) -> Table | str:
    """Describe the changes of a tenant for people, the latest first."""
    if not changes:
        return "No change has been kept yet."
    result = table("WHEN", "WHO", "ACT", "KEYS")
    for change in changes:
        add_row(result, moment(change.at), change.by, change.act, _keys(change))
    return result


def _keys(change: Change) -> str:
    more = len(change.keys[_SHOWN_KEYS:]) + change.more
    listed = ", ".join(change.keys[:_SHOWN_KEYS]) or "-"
    return f"{listed} and {more} more" if more else listed


def summaries(records: Sequence[TenantRecord[Tenant]]) -> list[dict[str, Any]]:
    """Describe the tenants for programs."""
    return [
        {
            "tenantUid": record.tenant_uid,
            "active": record.is_active,
            "revision": record.revision,
            "stores": sorted(record.tenant.stores) if record.tenant else None,
            "fault": record.fault or None,
            "unknownKeys": list(record.unknown),
        }
        for record in records
    ]


def summary_table(records: Sequence[TenantRecord[Tenant]]) -> Table | str:
    """Describe the tenants for people."""
    if not records:
        return "There is no tenant yet: `flow-omnium tenants apply FILE` makes one."
    result = table("TENANT", "ACTIVE", "REVISION", "STORES", "FAULT")
    for record in records:
        add_row(result, record.tenant_uid, *_columns(record), _trouble(record))
    return result


def warnings_of(record: TenantRecord[Any]) -> list[str]:
    """Say what of a stored tenant does nothing, or cannot be used."""
    unknown = [
        f"{path}: this version does not know this key; it is kept, and does nothing"
        for path in record.unknown
    ]
    return [*unknown, *([record.fault] if record.fault else [])]


def _trouble(record: TenantRecord[Tenant]) -> str:
    unknown = [f"unknown here: {', '.join(record.unknown)}"] if record.unknown else []
    return "; ".join([*([record.fault] if record.fault else []), *unknown])


def _columns(record: TenantRecord[Tenant]) -> tuple[str, str, str]:
    active = {None: "?", True: "yes", False: "no"}[record.is_active]
    stores = "?" if record.tenant is None else ", ".join(sorted(record.tenant.stores)) or "-"
    return active, str(record.revision), stores


def as_yaml(document: dict[str, Any]) -> str:
    """Write a document as a tenant file has it."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    text = io.StringIO()
    yaml.dump(document, text)
    return text.getvalue().rstrip()
