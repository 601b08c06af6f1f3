"""All tenants that the visitor sees: whether each is active, and what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admin_console.tenants.stored import warnings_of
from admin_console.web.answers import Answer, Shown
from admin_console.web.ask import Ask
from admin_console.web.tenants.stored import repository, visible_uids
from flow_omnium.tenants.kept_checks import KeptCheck, MongoKeptChecks
from flow_omnium.tenants.record import TenantRecord
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class Row:
    """One tenant. `wrong` counts what its last check did not find well, None where there was none."""

    uid: str
    is_active: bool | None
    revision: int
    stores: int | None
    trouble: Sequence[str]
    checked_at: datetime | None
    wrong: int | None


async def tenants(ask: Ask) -> Answer:
    """List the tenants."""
    uids = await visible_uids(ask)
    checks = MongoKeptChecks(ask.database)
    rows = [_row(one, await checks.of(one.tenant_uid)) for one in await repository(ask).records(uids)]
    return Shown("tenants/list.html", "Tenants", {"rows": rows})


def _row(record: TenantRecord[Tenant], check: KeptCheck | None) -> Row:
    wrong = None if check is None else sum(one.verdict != "ok" for one in check.findings)
    stores = None if record.tenant is None else len(record.tenant.stores)
    trouble = warnings_of(record)
    at = None if check is None else check.at
    return Row(record.tenant_uid, record.is_active, record.revision, stores, trouble, at, wrong)
