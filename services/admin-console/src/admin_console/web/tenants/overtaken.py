"""Who comes second with a tenant's settings: told what the other has changed, with the own text as it was typed."""

from collections.abc import Sequence
from typing import Final

from admin_console.web.answers import Changed, Shown
from admin_console.web.ask import Ask
from admin_console.web.tenants.editing import drafted
from admin_console.web.tenants.history import ChangeRow, rows_of
from admin_console.web.tenants.stored import record_of, repository
from admin_console.web.tenants.tabs import tab_values

_HERE: Final = "/settings"


async def overtaken(ask: Ask, tenant_uid: str, text: str, looked_at: int) -> Shown:
    """Return the editor (409) with the text that was not written, and what has changed since the revision that was looked at."""
    record = await record_of(ask, tenant_uid)
    changes = await repository(ask).history(tenant_uid)
    values = tab_values(
        record,
        _HERE,
        draft=await drafted(ask, record, text),
        theirs=later_than(rows_of(changes, record.revision), looked_at),
        zone=await ask.zone(tenant_uid),
    )
    return Shown("tenants/edit.html", heading_of(tenant_uid), values, Changed.status)


def later_than(rows: Sequence[ChangeRow], revision: int) -> Sequence[ChangeRow]:
    """Return the changes that led to a later revision, the latest first."""
    return [row for row in rows if row.revision > revision]


def heading_of(tenant_uid: str) -> str:
    """Say that somebody else has just changed the tenant."""
    return f"Somebody else has just changed {tenant_uid}"


def not_written(tenant_uid: str) -> Changed:
    """Say that a secret was not changed: its form is to be sent again, from a page that shows how it stands."""
    link = {"Look at it again": f"/tenants/{tenant_uid}/settings"}
    return Changed(heading_of(tenant_uid), ["Nothing is written."], link)
