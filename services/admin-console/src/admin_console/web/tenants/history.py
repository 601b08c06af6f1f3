"""What was changed of a tenant's settings: old and new, by whom; an older file to look at, and to apply again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.web.answers import Answer, BadAsk, NotThere, Shown
from admin_console.web.ask import Ask
from admin_console.web.filters import with_query
from admin_console.web.tenants.file_text import text_of
from admin_console.web.tenants.older_files import HistoryTooShort, before
from admin_console.web.tenants.stored import record_of, repository
from admin_console.web.tenants.tabs import tab_values
from flow_omnium.tenants.history import Change, ValueChange
from flow_omnium.tenants.record import TenantRecord, readable
from flow_omnium.tenants.sealing import masked_document
from flow_omnium.tenants.tenant import Tenant

_HERE: Final = "/history"
_DIGITS: Final = 10


@dataclass(frozen=True)
class ChangeRow:
    """One change and the revision that it led to; `keys` are those whose values are not told."""

    revision: int
    change: Change
    values: Sequence[ValueChange]
    keys: Sequence[str]


async def history(ask: Ask) -> Answer:
    """List the changes, the latest first."""
    record = await record_of(ask, ask.part("tenant"))
    changes = await repository(ask).history(record.tenant_uid)
    rows, next_url = _page(ask, rows_of(changes, record.revision), f"/tenants/{record.tenant_uid}{_HERE}")
    zone = await ask.zone(record.tenant_uid)
    values = tab_values(record, _HERE, rows=rows, next_url=next_url, zone=zone)
    return Shown("tenants/history.html", f"{record.tenant_uid}: history", values)


def _page(ask: Ask, rows: Sequence[ChangeRow], path: str) -> tuple[Sequence[ChangeRow], str | None]:
    before, size = ask.text("before") or "", ask.choices.rows
    if before and (not before.isdecimal() or len(before) >= _DIGITS):
        raise BadAsk("before: this page does not exist; begin with the first one")
    left = [row for row in rows if not before or row.revision < int(before)]
    return left[:size], with_query(path, before=left[size - 1].revision) if len(left) > size else None


async def older(ask: Ask) -> Answer:
    """Show the tenant's file as it was at a revision."""
    record = await record_of(ask, ask.part("tenant"))
    changes = await repository(ask).history(record.tenant_uid)
    revision = _revision(ask.part("revision"), record, len(changes))
    behind = record.revision - revision
    text, why_not = _file(readable(record), changes[:behind])
    values = tab_values(record, _HERE, revision=revision, text=text, why_not=why_not, is_present=not behind)
    return Shown("tenants/older.html", f"{record.tenant_uid}: revision {revision}", values)


def _revision(text: str, record: TenantRecord[Tenant], changes: int) -> int:
    oldest = record.revision - changes
    if text.isdecimal() and len(text) < _DIGITS and oldest <= int(text) <= record.revision:
        return int(text)
    heading = f"{record.tenant_uid} has no revision {text[:_DIGITS]} that is kept"
    link = {"History": f"/tenants/{record.tenant_uid}/history"}
    raise NotThere(heading, [f"The history goes back to revision {oldest}."], link)


def _file(tenant: Tenant, undone: Sequence[Change]) -> tuple[str | None, str | None]:
    """Return the file before some changes, or why it cannot be told."""
    try:
        return text_of(before(masked_document(tenant), undone), len(tenant.webhook_secrets)), None
    except HistoryTooShort as error:
        return None, str(error)


def rows_of(changes: Sequence[Change], revision: int) -> Sequence[ChangeRow]:
    """Number the changes: each has raised the revision by one."""
    return [_row(change, revision - number) for number, change in enumerate(changes)]


def _row(change: Change, revision: int) -> ChangeRow:
    told = {one.key for one in change.values}
    return ChangeRow(revision, change, change.values, [key for key in change.keys if key not in told])
