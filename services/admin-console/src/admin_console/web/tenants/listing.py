"""All tenants that the visitor sees: whether each is active, and what is wrong with it."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from admin_console.tenants.stored import warnings_of
from admin_console.web.answers import Answer, Shown, Taken
from admin_console.web.ask import Ask
from admin_console.web.filters import with_query
from admin_console.web.paging import paged_by_name
from admin_console.web.tenants.stored import repository, visible_uids
from flow_omnium.tenants.kept_checks import KeptCheck, MongoKeptChecks
from flow_omnium.tenants.record import TenantRecord
from flow_omnium.tenants.tenant import Tenant

_COLUMNS: Final = ("tenant", "active", "stores", "revision", "checked", "need a look", "what is wrong")


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
    if (form := ask.text("format")) is not None:
        return Taken("tenants", _COLUMNS, _cells(await _rows(ask, uids)), form)
    page, last = paged_by_name(uids, ask.text("after"), ask.choices.rows)
    next_url = None if last is None else with_query("/tenants", after=last)
    return Shown("tenants/list.html", "Tenants", {"rows": await _rows(ask, page), "next_url": next_url})


async def _rows(ask: Ask, uids: Sequence[str]) -> Sequence[Row]:
    checks = MongoKeptChecks(ask.database)
    return [_row(one, await checks.of(one.tenant_uid)) for one in await repository(ask).records(uids)]


def _row(record: TenantRecord[Tenant], check: KeptCheck | None) -> Row:
    wrong = None if check is None else sum(one.verdict != "ok" for one in check.findings)
    stores = None if record.tenant is None else len(record.tenant.stores)
    trouble = warnings_of(record)
    at = None if check is None else check.at
    return Row(record.tenant_uid, record.is_active, record.revision, stores, trouble, at, wrong)


async def _cells(rows: Sequence[Row]) -> AsyncIterator[Sequence[str | int | None]]:
    for row in rows:
        active = {None: "?", True: "yes", False: "no"}[row.is_active]
        at = None if row.checked_at is None else row.checked_at.isoformat()
        yield (row.uid, active, row.stores, row.revision, at, row.wrong, "; ".join(row.trouble))
