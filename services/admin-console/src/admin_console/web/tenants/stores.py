"""The stores of a tenant as a matrix: store by store what is set, what is paused, and where its jobs are."""

from dataclasses import dataclass
from typing import Final

from admin_console.web.answers import Answer, Shown
from admin_console.web.ask import Ask
from admin_console.web.tenants.stored import record_of
from admin_console.web.tenants.tabs import tab_values
from flow_omnium.jobs.holding import pause_of_store
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.tenants.kept_checks import KeptCheck, MongoKeptChecks
from flow_omnium.tenants.tenant import Store

_HERE: Final = "/stores"


@dataclass(frozen=True)
class StoreRow:
    """One store; `fault` is what the last check found of it."""

    uid: str
    store: Store
    pause: Pause | None
    fault: str


async def stores(ask: Ask) -> Answer:
    """Show the matrix."""
    record = await record_of(ask, ask.part("tenant"))
    uid, tenant = record.tenant_uid, record.tenant
    pauses = {one.scope: one for one in await MongoPauses(ask.database).pauses()}
    check = await MongoKeptChecks(ask.database).of(uid)
    rows = [
        StoreRow(name, store, pauses.get(pause_of_store(uid, name)), fault_of(check, name))
        for name, store in sorted(({} if tenant is None else tenant.stores).items())
    ]
    return Shown("tenants/stores.html", f"{uid}: stores", tab_values(record, _HERE, rows=rows))


def fault_of(check: KeptCheck | None, store_uid: str) -> str:
    """Return what a check found wrong with a store."""
    begin = f"stores.{store_uid}"
    findings = () if check is None else check.findings
    wrong = [one.reason for one in findings if one.reason.startswith((f"{begin}:", f"{begin}."))]
    return "; ".join(wrong)
