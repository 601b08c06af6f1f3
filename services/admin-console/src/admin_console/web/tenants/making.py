"""Making a tenant: its file to fill in, its secrets in fields of their own, and a webhook secret that is made here and shown once."""

import asyncio
from collections.abc import Mapping
from typing import Final

from admin_console.audit.keeping import shortened
from admin_console.failures import WrongUse
from admin_console.tenants.apply import refusing, written
from admin_console.tenants.file import TenantFileError, read_tenant_text
from admin_console.tenants.template import template
from admin_console.web.answers import Answer, Changed, SeeOther, Shown
from admin_console.web.ask import Ask
from admin_console.web.rights import Right
from admin_console.web.tenants.file_text import names_of
from admin_console.web.tenants.rotation import new_secret
from admin_console.web.tenants.stored import keeping, repository
from admin_console.web.tenants.webhooks import once
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Fault, InvalidTenant

_BAD: Final = 400
_FIELDS: Final[Mapping[str, str]] = {"flow": "flow_token", "omnium": "omnium_secret"}


async def new(ask: Ask) -> Answer:
    """Show the file to be filled in: every key, with what it means."""
    ask.require(Right.CONFIGURE, None)
    uid = ask.text("uid") or ""
    return _form(uid, template(uid))


async def make(ask: Ask) -> Answer:
    """Store the tenant, not active; the answer shows its webhook secret this once."""
    ask.require(Right.CONFIGURE, None)
    uid, text, secret = ask.field("uid") or "", ask.form.get("text", ""), new_secret()
    try:
        tenant = await asyncio.to_thread(_read, ask, uid, text, secret)
    except InvalidTenant as error:
        return _form(uid, text, [str(fault) for fault in error.faults])
    except (TenantFileError, WrongUse) as error:
        return _form(uid, text, [str(error)])
    plan = await repository(ask).plan(tenant.model_copy(update={"active": False}))
    act = ask.act("apply", ask.field("reason"))
    if plan.outcome != "created" or not await written(repository(ask), keeping(ask.database), plan, act):
        link = {"Its settings": f"/tenants/{uid}/settings"}
        raise Changed(shortened(f"There is a tenant {uid} already"), ["Nothing is written."], link)
    if not _is_ours(tenant, secret):
        return SeeOther(f"/tenants/{uid}/webhooks", f"{uid} is made; it is not active yet")
    return await once(ask, uid, secret)


def _read(ask: Ask, uid: str, text: str, secret: str) -> Tenant:
    names, clear = names_of(uid, 1), list[Fault]()
    given = {names[what]: ask.form.get(name, "").strip() for what, name in _FIELDS.items()}
    environment = {name: value for name, value in given.items() if value} | {names["webhook 0"]: secret}
    tenant = read_tenant_text(
        text.replace("\r\n", "\n"),
        environment,
        name="the file",
        rule=refusing(ask.console.settings),
        warn=clear.append,
        only_in_secrets=True,
    )
    if tenant.tenant_uid != uid:
        message = f"tenantUid: this file is of {tenant.tenant_uid}, not of {uid}"
        raise WrongUse(message)
    if clear:
        message = f"{clear[0].path}: a secret in plain text: leave the variable, and use the fields below"
        raise WrongUse(message)
    return tenant


def _is_ours(tenant: Tenant, secret: str) -> bool:
    return any(one.get_secret_value() == secret for one in tenant.webhook_secrets)


def _form(uid: str, text: str, faults: list[str] | None = None) -> Shown:
    told = [
        fault.replace("the environment has no variable", "no secret is given for") for fault in faults or []
    ]
    values = {"uid": uid, "text": text, "faults": told}
    return Shown("tenants/new.html", f"A new tenant: {uid}"[:200], values, _BAD if told else 200)
