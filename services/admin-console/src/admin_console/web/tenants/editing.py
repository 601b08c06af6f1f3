"""From the text of a tenant file to what it would change, and to having changed it: the same rules as `tenants apply`."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from admin_console.failures import WrongUse
from admin_console.tenants.apply import plan_lines, refusing, written
from admin_console.tenants.file import TenantFileError, read_tenant_text
from admin_console.web.ask import Ask
from admin_console.web.tenants.file_text import variables_of
from admin_console.web.tenants.stored import keeping, repository
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.tenants.record import Applied, TenantRecord
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tenants.validation import Fault, InvalidTenant, cautions

_NAME = "the file"


@dataclass(frozen=True)
class Draft:
    """What somebody has typed, and what would become of it: a plan, or the faults that keep it from being one."""

    text: str
    plan: Applied | None = None
    faults: Sequence[str] = ()
    cautions: Sequence[str] = field(default_factory=tuple)

    @property
    def lines(self) -> Sequence[str]:
        """What would change, a line per key."""
        return [] if self.plan is None else [line.strip() for line in plan_lines(self.plan)]


async def drafted(ask: Ask, record: TenantRecord[Tenant], text: str) -> Draft:
    """Work out what a text would change of a tenant; nothing is written."""
    text = text.replace("\r\n", "\n")
    environment = {} if record.tenant is None else variables_of(record.tenant)
    clear: list[Fault] = []
    try:
        # Of a large text it takes seconds, for which nobody else is to wait.
        tenant = await asyncio.to_thread(
            read_tenant_text,
            text,
            environment,
            name=_NAME,
            rule=refusing(ask.console.settings),
            warn=clear.append,
            only_in_secrets=True,
        )
    except InvalidTenant as error:
        return Draft(text, faults=[_in_place(fault) for fault in error.faults])
    except TenantFileError as error:
        return Draft(text, faults=[str(error)])
    faults = _faults(record.tenant_uid, tenant, clear)
    if faults:
        return Draft(text, faults=faults)
    plan = await repository(ask).plan(tenant)
    return Draft(text, plan, cautions=[str(one) for one in cautions(tenant)])


def _faults(tenant_uid: str, tenant: Tenant, clear: Sequence[Fault]) -> Sequence[str]:
    """A secret never stands in a page, so none may stand in what comes from one."""
    other = (
        [f"tenantUid: this file is of {tenant.tenant_uid}, not of {tenant_uid}"]
        if tenant.tenant_uid != tenant_uid
        else []
    )
    return [
        *other,
        *(
            f"{one.path}: a secret in plain text: leave the variable, and set the secret below"
            for one in clear
        ),
    ]


def _in_place(fault: Fault) -> str:
    return str(fault).replace("the environment has no variable", "there is no stored secret for")


async def applied(ask: Ask, draft: Draft, revision: int, act: AuditEntry) -> Applied | None:
    """Write what was shown; None where somebody else has written since. Raises WrongUse where nothing can be written."""
    plan = draft.plan
    if plan is None:
        raise WrongUse("; ".join(draft.faults))
    is_as_shown = (plan.replaces or 0) == revision
    if is_as_shown and await written(repository(ask), keeping(ask.database), plan, act):
        return plan
    return None
