"""How tenants are shown. No I/O."""

import io
from collections.abc import Sequence
from typing import Any

from rich.table import Table
from ruamel.yaml import YAML

from admin_console.terminal import add_row, table
from flow_omnium.tenants.record import Applied, TenantRecord


def applied_text(applied: Applied) -> str:
    """Say what applying a tenant file did: the keys that changed, never their values."""
    uid = applied.tenant.tenant_uid
    hint = "" if applied.tenant.active else f" (not active; `flow-omnium tenants activate {uid}` starts it)"
    return f"{uid}: {applied.outcome}{_changes(applied)}{hint}"


def _changes(applied: Applied) -> str:
    if applied.outcome != "changed":
        return ""
    return f": {', '.join(applied.changed)}" if applied.changed else " (what was stored could not be read)"


def summaries(records: Sequence[TenantRecord]) -> list[dict[str, Any]]:
    """Describe the tenants for programs."""
    return [
        {
            "tenantUid": record.tenant_uid,
            "active": record.tenant.active if record.tenant else None,
            "revision": record.revision,
            "stores": sorted(record.tenant.stores) if record.tenant else None,
            "fault": record.fault or None,
        }
        for record in records
    ]


def summary_table(records: Sequence[TenantRecord]) -> Table | str:
    """Describe the tenants for people."""
    if not records:
        return "There is no tenant yet: `flow-omnium tenants apply FILE` makes one."
    result = table("TENANT", "ACTIVE", "REVISION", "STORES", "FAULT")
    for record in records:
        add_row(result, record.tenant_uid, *_columns(record), record.fault)
    return result


def _columns(record: TenantRecord) -> tuple[str, str, str]:
    if record.tenant is None:
        return "?", str(record.revision), "?"
    stores = ", ".join(sorted(record.tenant.stores)) or "-"
    return "yes" if record.tenant.active else "no", str(record.revision), stores


def as_yaml(document: dict[str, Any]) -> str:
    """Write a document as a tenant file has it."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    text = io.StringIO()
    yaml.dump(document, text)
    return text.getvalue().rstrip()
