"""Looking at what is overdue; nothing is changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from rich.table import Table

from admin_console.database import present, with_database
from admin_console.jobs.output import span
from admin_console.tenants.known import require_tenant
from admin_console.terminal import add_row, moment, one_line, show, show_json, table
from flow_omnium.overdue.mongo import MongoAwaitedRecords
from flow_omnium.overdue.record import Awaited, Overdue
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.runtime.database import Database

_WORDS: Final[Mapping[OverdueState, str]] = MappingProxyType(
    {
        OverdueState.ORDER: "not in the shop",
        OverdueState.SALE: "sale or return not in Omnium",
        OverdueState.RECEIPT: "receipt not in Omnium",
        OverdueState.RECEPTION: "reception not in Omnium",
        OverdueState.PICK_UP: "not collected in time",
        OverdueState.SENDER: "changes, and sends no events",
    }
)


def list_overdue(tenant_uid: str | None, state: OverdueState | None, limit: int, *, as_json: bool) -> None:
    """List it. Raises UnknownTenant."""
    found, now = with_database(lambda database: _found(database, tenant_uid, state, limit))
    if as_json:
        show_json([document(one) for one in found])
    else:
        show(overdue_table(found, now, limit))


def overdue_table(found: Sequence[Overdue], now: datetime, limit: int) -> Table | str:
    """Describe it for people, one line each."""
    if not found:
        return "Nothing is overdue."
    result = table("TENANT", "RECORD", "WHAT", "FOUND", "OVERDUE FOR")
    for one in found:
        awaited = one.awaited
        late = span(now - awaited.by)
        cells = (one.tenant_uid, record_of(awaited), _WORDS[awaited.name.state], moment(awaited.since))
        add_row(result, *cells, late)
    if len(found) == limit:
        add_row(result, "…", one_line(f"the first {limit}; --limit shows more"), "", "", "")
    return result


def record_of(awaited: Awaited) -> str:
    """Name the record as `jobs list --key` does, and which of its parts it is."""
    name = awaited.name
    return name.key if name.part in ("", name.key) else f"{name.key} {name.part}"


def document(one: Overdue) -> dict[str, Any]:
    """Describe one for programs."""
    awaited, name = one.awaited, one.awaited.name
    return {
        "tenantUid": one.tenant_uid,
        "state": name.state.value,
        "kind": None if name.state is OverdueState.SENDER else name.kind.value,
        "key": name.key,
        "part": name.part or None,
        "task": awaited.task.value,
        "version": awaited.version or None,
        "since": awaited.since.isoformat(),
        "by": awaited.by.isoformat(),
        "lookedAt": None if awaited.looked_at is None else awaited.looked_at.isoformat(),
    }


async def _found(
    database: Database, tenant_uid: str | None, state: OverdueState | None, limit: int
) -> tuple[Sequence[Overdue], datetime]:
    if tenant_uid is not None:
        await require_tenant(database, tenant_uid)
    now = await present(database)
    return await MongoAwaitedRecords(database).overdue(now, limit, tenant_uid, state), now
