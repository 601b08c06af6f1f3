"""The settings of a tenant: showing them, taking them away as a file, and changing them."""

import json
from collections.abc import Mapping
from typing import Final

from pydantic import SecretStr

from admin_console.tenants.apply import of_activity, written
from admin_console.web.answers import Answer, BadAsk, Changed, Saved, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.tenants.editing import Draft, applied, drafted
from admin_console.web.tenants.file_text import file_of
from admin_console.web.tenants.overtaken import not_written, overtaken
from admin_console.web.tenants.setting_rows import Known, sections
from admin_console.web.tenants.stored import keeping, record_of, repository, whole
from admin_console.web.tenants.tabs import tab_values
from flow_omnium.tenants.file_schema import tenant_file_schema
from flow_omnium.tenants.kept_checks import MongoKeptChecks
from flow_omnium.tenants.record import TenantRecord, readable
from flow_omnium.tenants.tenant import Tenant

_HERE: Final = "/settings"
_BAD: Final = 400
_LONGEST_SECRET: Final = 4_096
_DIGITS: Final = 9


async def settings(ask: Ask) -> Answer:
    """Show every key, with what it is worth and what it changes."""
    uid = ask.part("tenant")
    record = await record_of(ask, uid)
    if ask.text("format") == "yaml":
        return Saved(f"{uid}.yaml", "application/yaml", file_of(readable(record)).encode())
    checks = MongoKeptChecks(ask.database)
    known = Known(await repository(ask).history(uid), await checks.of(uid), await checks.names_of(uid))
    tables = [] if record.tenant is None else sections(record.tenant, known)
    zone = await ask.zone(uid)
    values = tab_values(record, _HERE, sections=tables, check=known.check, names=known.names, zone=zone)
    return Shown("tenants/settings.html", f"{uid}: settings", values)


async def schema(ask: Ask) -> Answer:
    """Give the JSON Schema of a tenant file, for editors."""
    del ask
    text = json.dumps(tenant_file_schema(), indent=2, ensure_ascii=False)
    return Saved("tenant.schema.json", "application/schema+json", text.encode())


async def edit(ask: Ask) -> Answer:
    """Show the tenant's file to be changed."""
    record = await record_of(ask, ask.part("tenant"))
    return _editor(record, Draft(file_of(readable(record))))


async def preview(ask: Ask) -> Answer:
    """Show what a text would change, or what is wrong with it; nothing is written."""
    record = await record_of(ask, ask.part("tenant"))
    text = ask.form.get("file") or ask.form.get("text") or ""
    draft = await drafted(ask, record, text)
    if draft.plan is None:
        return _editor(record, draft, status=_BAD)
    values = tab_values(record, _HERE, draft=draft, plan=draft.plan, means=of_activity(draft.plan))
    return Shown("tenants/preview.html", f"{record.tenant_uid}: what would change", values)


async def apply(ask: Ask) -> Answer:
    """Write what the preview has shown, unless somebody else has written since."""
    record = await record_of(ask, ask.part("tenant"))
    draft = await drafted(ask, record, ask.form.get("text", ""))
    if draft.plan is None:
        return _editor(record, draft, status=_BAD)
    looked_at = revision_in(ask)
    plan = await applied(ask, draft, looked_at, ask.act("apply", ask.field("reason")))
    if plan is None:
        return await overtaken(ask, record.tenant_uid, draft.text, looked_at)
    keys = f"{len(plan.changed)} keys" if len(plan.changed) != 1 else plan.changed[0]
    return SeeOther(
        f"/tenants/{record.tenant_uid}/settings", f"{plan.outcome}: {keys}, revision {plan.revision}"
    )


async def set_secret(ask: Ask) -> Answer:
    """Set the secret of one of the systems; it is written, and never shown."""
    record = await record_of(ask, ask.part("tenant"))
    tenant = _with_secret(ask, whole(record))
    plan = await repository(ask).plan(tenant)
    act = ask.act("set secret", ask.field("reason"))
    if plan.outcome == "unchanged":
        return SeeOther(f"/tenants/{record.tenant_uid}/settings", "That secret is the one that is stored")
    is_ours = (plan.replaces or 0) == revision_in(ask)
    if not is_ours or not await written(repository(ask), keeping(ask.database), plan, act):
        raise not_written(record.tenant_uid)
    return SeeOther(f"/tenants/{record.tenant_uid}/settings", f"{', '.join(plan.changed)} is set")


def revision_in(ask: Ask) -> int:
    """Return the revision that the visitor has looked at. Raises BadAsk."""
    text = ask.field("revision") or ""
    if not text.isdecimal() or len(text) > _DIGITS:
        raise BadAsk("revision: it is not said which one was looked at")
    return int(text)


def _with_secret(ask: Ask, tenant: Tenant) -> Tenant:
    value = ask.form.get("value", "").strip()
    # It goes into a header: what ends a line there keeps every call from being made.
    if not value.isprintable() or not 0 < len(value) <= _LONGEST_SECRET:
        raise BadAsk("value: a secret has 1 to 4,096 characters that can be printed")
    updates: Mapping[str, Mapping[str, object]] = {
        "flow.apiToken": {"flow": tenant.flow.model_copy(update={"api_token": SecretStr(value)})},
        "parameters.OMNIUM_CLIENT_SECRET": {
            "parameters": tenant.parameters.model_copy(update={"omnium_client_secret": SecretStr(value)})
        },
    }
    which = ask.field("which") or ""
    if which not in updates:
        message = f"which: {which!r} is no secret that is set here"
        raise BadAsk(message)
    return tenant.model_copy(update=updates[which])


def _editor(record: TenantRecord[Tenant], draft: Draft, status: int = 200) -> Shown:
    if record.tenant is None and not draft.text:
        raise Changed("It cannot be read", [record.fault])
    heading = f"{record.tenant_uid}: change the settings"
    return Shown("tenants/edit.html", heading, tab_values(record, _HERE, draft=draft, theirs=None), status)
