"""Pausing a tenant, a kind or a store, and resuming it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.table import Table

from admin_console.audit.keeping import an_act, kept
from admin_console.database import present, with_database
from admin_console.failures import NothingDone, WrongUse
from admin_console.jobs.output import span
from admin_console.terminal import add_row, say, show, show_json, table
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.holding import pause_of_kind, pause_of_store, pause_of_tenant
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION as TENANTS


def pause(
    tenant: str | None, kind: JobKind | None, store: str | None, *, reason: str | None, by: str | None
) -> None:
    """Hold the jobs of one thing until it is resumed. Raises WrongUse."""
    scope = scope_of(tenant, kind, store)
    act = an_act("pause", by, reason)
    with_database(lambda database: _pause(database, scope, act, tenant))


def resume(tenant: str | None, kind: JobKind | None, store: str | None, *, by: str | None) -> None:
    """Lift a pause. Raises WrongUse, NothingDone."""
    scope = scope_of(tenant, kind, store)
    act = an_act("resume", by)
    with_database(lambda database: _resume(database, scope, act))


def list_pauses(*, as_json: bool) -> None:
    """List what is paused, and how many jobs it holds."""
    held, now = with_database(_held_by_pauses)
    if as_json:
        show_json([_document(pause, count) for pause, count in held])
    else:
        show(_table(held, now))


def scope_of(tenant: str | None, kind: JobKind | None, store: str | None) -> str:
    """Name what is to be paused. Raises WrongUse unless it is exactly one thing."""
    if kind is not None and tenant is None and store is None:
        return pause_of_kind(kind.value)
    if not tenant or kind is not None or store == "":
        raise WrongUse("name exactly one: --tenant T, or --kind K, or --tenant T --store S")
    # Jobs keep the store's uid in the form that Flow has it.
    return pause_of_tenant(tenant) if store is None else pause_of_store(tenant, sanitize_uid(store))


async def _pause(database: Database, scope: str, act: AuditEntry, tenant: str | None) -> None:
    wanted = Pause(scope, act.by, await present(database), act.reason)
    async with kept(database, act, scope) as tally:
        tally.count += await MongoPauses(database).pause(wanted)
    said = "is paused" if tally.count else "was paused already"
    known = tenant is None or await database[TENANTS].count_documents({"_id": tenant}, limit=1)
    say(f"{scope} {said}{'' if known else ' (there is no such tenant)'}")


async def _resume(database: Database, scope: str, act: AuditEntry) -> None:
    async with kept(database, act, scope) as tally:
        tally.count += await MongoPauses(database).resume(scope)
    if not tally.count:
        message = f"{scope} is not paused"
        raise NothingDone(message)
    say(f"{scope} is resumed; {await JobLog(database).held_by(scope)} jobs that it held come back")


async def _held_by_pauses(database: Database) -> tuple[list[tuple[Pause, int]], datetime]:
    log, pauses = JobLog(database), await MongoPauses(database).pauses()
    return [(pause, await log.held_by(pause.scope)) for pause in pauses], await present(database)


def _document(pause: Pause, held: int) -> dict[str, Any]:
    """Describe a pause for programs."""
    return {
        "scope": pause.scope,
        "by": pause.by,
        "at": pause.at.isoformat(),
        "reason": pause.reason,
        "held": held,
    }


def _table(pauses: Sequence[tuple[Pause, int]], now: datetime) -> Table | str:
    """Describe pauses for people, with how many jobs each holds."""
    if not pauses:
        return "Nothing is paused."
    result = table("PAUSED", "SINCE", "WHO", "JOBS HELD", "REASON")
    for pause, held in pauses:
        add_row(result, pause.scope, span(now - pause.at), pause.by, str(held), pause.reason or "-")
    return result
