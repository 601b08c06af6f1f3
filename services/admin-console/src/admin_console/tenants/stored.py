"""Stored tenants: listing and showing them, and what was changed of them."""

import io
from collections.abc import Sequence
from typing import Any

from pydantic_core import to_jsonable_python
from rich.table import Table
from ruamel.yaml import YAML

from admin_console.tenants.access import stored_record, with_tenants
from admin_console.terminal import add_row, moment, report, show, show_json, table
from flow_omnium.tenants.history import Change, ValueChange
from flow_omnium.tenants.record import TenantRecord, readable
from flow_omnium.tenants.sealing import masked_document
from flow_omnium.tenants.tenant import Tenant

_SHOWN_KEYS = 6


def list_tenants(*, as_json: bool) -> None:
    """List the tenants."""
    records = with_tenants(lambda tenants: tenants.records())
    if as_json:
        show_json(summaries(records))
    else:
        show(summary_table(records))


def show_tenant(tenant_uid: str, *, as_json: bool) -> None:
    """Show how a tenant is set up, its secrets masked. Raises UnknownTenant, UnreadableTenant."""
    record = with_tenants(lambda tenants: stored_record(tenants, tenant_uid))
    tenant = readable(record)
    report(f"WARNING: {warning}" for warning in warnings_of(record))
    if as_json:
        show_json(masked_document(tenant))
    else:
        show(as_yaml(masked_document(tenant)))


def show_history(tenant_uid: str, *, as_json: bool) -> None:
    """List who changed which keys of a tenant from what to what, the latest first. Raises UnknownTenant."""
    changes = with_tenants(lambda tenants: tenants.history(tenant_uid))
    if as_json:
        show_json([change.model_dump(mode="json") for change in changes])
    else:
        show(history_table(changes))


def history_table(changes: Sequence[Change]) -> Table | str:
    """Describe the changes of a tenant for people, the latest first."""
    if not changes:
        return "No change has been kept yet."
    result = table("WHEN", "WHO", "ACT", "KEYS, OLD -> NEW")
    for change in changes:
        add_row(result, moment(change.at), change.by, change.act, _keys(change))
    return result


def _keys(change: Change) -> str:
    """A line per key: what it was and is, where that is known."""
    more, values = len(change.keys[_SHOWN_KEYS:]) + change.more, {one.key: one for one in change.values}
    lines = [_key(key, values.get(key)) for key in change.keys[:_SHOWN_KEYS]] or ["-"]
    listed = "\n".join(lines)
    return f"{listed} and {more} more" if more else listed


def _key(key: str, value: ValueChange | None) -> str:
    if value is None:
        return key
    before, after = ("(not set)" if text is None else text for text in (value.before, value.after))
    return f"{key}: {before} -> {after}"


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
    """Warn of stored keys that this version ignores, and of what it cannot read."""
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
    # A setting may be an enumeration, which YAML does not know.
    yaml.dump(to_jsonable_python(document), text)
    return text.getvalue().rstrip()
