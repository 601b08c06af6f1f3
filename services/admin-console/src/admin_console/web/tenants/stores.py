"""The stores of a tenant as a matrix: store by store what is set, what is paused, and where its jobs are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.web.answers import Answer, Shown
from admin_console.web.ask import Ask
from admin_console.web.tenants.setting_rows import Known
from admin_console.web.tenants.stored import record_of
from admin_console.web.tenants.tabs import tab_values
from flow_omnium.jobs.holding import pause_of_store
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.tenants.kept_checks import MongoKeptChecks
from flow_omnium.tenants.tenant import Store

_HERE: Final = "/stores"


@dataclass(frozen=True)
class StoreRow:
    """One store; `fault` is what was found wrong with it last, `titles` how both systems call what it names."""

    uid: str
    store: Store
    pause: Pause | None
    fault: str
    titles: Sequence[str] = ()


async def stores(ask: Ask) -> Answer:
    """Show the matrix."""
    record = await record_of(ask, ask.part("tenant"))
    uid, tenant = record.tenant_uid, record.tenant
    pauses = {one.scope: one for one in await MongoPauses(ask.database).pauses()}
    checks = MongoKeptChecks(ask.database)
    known = Known((), await checks.of(uid), await checks.names_of(uid))
    rows = [
        StoreRow(name, store, pauses.get(pause_of_store(uid, name)), *told_of(known, name))
        for name, store in sorted(({} if tenant is None else tenant.stores).items())
    ]
    return Shown("tenants/stores.html", f"{uid}: stores", tab_values(record, _HERE, rows=rows))


def told_of(known: Known, store_uid: str) -> tuple[str, Sequence[str]]:
    """Return what was found wrong with a store, and what its names stand for."""
    path = f"stores.{store_uid}"
    names = known.names_at(path)
    if names:
        titles = dict.fromkeys(f"{one.name} = {one.title}" for one in names if one.title)
        return "; ".join(one.fault for one in names if one.fault), list(titles)
    findings = () if known.check is None else known.check.findings
    wrong = [one.reason for one in findings if one.reason.startswith((f"{path}:", f"{path}."))]
    return "; ".join(wrong), ()
