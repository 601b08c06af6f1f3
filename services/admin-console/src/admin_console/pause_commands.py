"""The commands that pause a tenant, a kind or a store, and resume it."""

from datetime import datetime
from typing import Annotated

import typer

from admin_console import pause_output
from admin_console.acting import By, an_act
from admin_console.auditing import kept
from admin_console.ledger_access import present, with_database
from admin_console.refusals import NothingDone, WrongUse
from admin_console.terminal import say, show_json
from admin_console.terminal import show as show_text
from flow_omnium.flow.uids import sanitize_uid
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.holding import pause_of_kind, pause_of_store, pause_of_tenant
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.pauses import MongoPauses, Pause
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.repository import COLLECTION as TENANTS

Tenant = Annotated[str | None, typer.Option(metavar="UID", help="A tenant, or with --store one store of it.")]
Kind = Annotated[JobKind | None, typer.Option(help="A kind of job, for every tenant.")]
Store = Annotated[str | None, typer.Option(metavar="UID", help="A store; needs --tenant.")]


def pause(
    tenant: Tenant = None,
    kind: Kind = None,
    store: Store = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; shown in `jobs pauses`.")] = None,
    by: By = None,
) -> None:
    """Hold all jobs of a tenant, a kind or a store until it is resumed. What runs is finished."""
    scope = scope_of(tenant, kind, store)
    act = an_act("pause", by, reason)
    with_database(lambda database: _pause(database, scope, act, tenant))


def resume(tenant: Tenant = None, kind: Kind = None, store: Store = None, by: By = None) -> None:
    """Lift a pause; the jobs that it held come back."""
    scope = scope_of(tenant, kind, store)
    act = an_act("resume", by)
    with_database(lambda database: _resume(database, scope, act))


def pauses(as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """List what is paused, and how many jobs it holds."""
    held, now = with_database(_held_by_pauses)
    if as_json:
        show_json([pause_output.document(pause, count) for pause, count in held])
    else:
        show_text(pause_output.table_of(held, now))


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
