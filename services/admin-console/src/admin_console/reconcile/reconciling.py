"""Ordering a reconciliation, following it until it is over, and showing what it has found."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import typer

from admin_console.audit.keeping import an_act, timed
from admin_console.database import present, with_database
from admin_console.failures import EXIT_FAILED, NothingDone, WrongUse
from admin_console.reconcile import output
from admin_console.reconcile.choice import ReconcileChoice
from admin_console.reconcile.ordering import order_one
from admin_console.tasks.tenant import require_tenant
from admin_console.tenants.known import require_active
from admin_console.terminal import report, say, show, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.reconciliation.mongo import MongoReconciliations
from flow_omnium.reconciliation.order import Ordered, ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import OPEN, Report, ReportState
from flow_omnium.reconciliation.result import Counts
from flow_omnium.runtime.database import Database

MOST_IDS: Final = 10_000
LONGEST_ID: Final = 512
"""As long as the key of a job may be."""

_LOOK_SECONDS: Final = 1.0
_PATIENCE_LOOKS: Final = 30
"""After so many looks without a beginning somebody should see whether its service works at all."""


def reconcile(tenant_uid: str, choice: ReconcileChoice, *, as_json: bool, by: str | None) -> None:
    """Do what was typed. Raises WrongUse, NothingDone, UnknownTenant; typer.Exit(1) for a report that failed."""
    if choice.lists:
        _list(tenant_uid, choice.limit, as_json=as_json)
        return
    if choice.show is not None:
        _show(tenant_uid, choice.show, choice.limit, as_json=as_json)
        return
    kind, since, ids = _asked(choice)
    act = an_act("reconcile", by)
    ordered = with_database(lambda database: _order(database, tenant_uid, choice, act, (kind, since, ids)))
    if not choice.wait:
        _tell_ordered(tenant_uid, ordered, as_json=as_json)
        return
    report([f"reconciliation {ordered.id} {'is queued' if ordered.is_new else 'was queued already'}"])
    with_database(lambda database: _followed(database, ordered.id))
    _show(tenant_uid, ordered.id, choice.limit, as_json=as_json)


def _asked(
    choice: ReconcileChoice,
) -> tuple[ReconciliationKind, timedelta | None, tuple[str, ...] | None]:
    if choice.kind is None:
        raise WrongUse("--kind says which records are compared")
    if choice.fix and choice.dry_run:
        raise WrongUse("--fix makes jobs, and --dry-run makes none: say one of them")
    if (choice.since is None) == (choice.ids is None):
        raise WrongUse("say either --since, for what changed, or --ids, for records that you name")
    if choice.kind is ReconciliationKind.CUSTOMERS and choice.ids is None:
        raise WrongUse("no published route lists which customers changed: name them with --ids")
    return choice.kind, choice.since, None if choice.ids is None else read_ids(choice.ids)


def read_ids(file: Path) -> tuple[str, ...]:
    """Read ids, one a line; empty lines and those that begin with # are left out. Raises WrongUse."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file} cannot be read: {type(error).__name__}"
        raise WrongUse(message) from None
    return ids_in(lines, str(file))


def ids_in(lines: Sequence[str], name: str) -> tuple[str, ...]:
    """Read ids from lines; `name` is what holds them. Raises WrongUse."""
    ids = tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    if not ids or len(ids) > MOST_IDS:
        message = f"{name} holds {len(ids)} ids: 1 to {MOST_IDS} can be compared at once"
        raise WrongUse(message)
    wrong = next((one for one in ids if len(one) > LONGEST_ID or not one.isprintable()), None)
    if wrong is not None:
        message = f"{name}: {wrong[:40]!r} is no id"
        raise WrongUse(message)
    return ids


async def _order(
    database: Database,
    tenant_uid: str,
    choice: ReconcileChoice,
    act: AuditEntry,
    asked: tuple[ReconciliationKind, timedelta | None, tuple[str, ...] | None],
) -> Ordered:
    await require_active(database, tenant_uid)
    act = await timed(database, act)
    kind, since, ids = asked
    wanted = ReconciliationOrder(
        tenant_uid,
        kind,
        act.by,
        act.at,
        since=None if since is None else act.at - since,
        ids=ids,
        fix=choice.fix,
        dry_run=choice.dry_run,
    )
    what = f"{len(ids)} ids" if ids else f"all since {act.at - (since or timedelta()):%Y-%m-%dT%H:%M:%SZ}"
    mends = " --fix" if choice.fix and not choice.dry_run else ""
    return await order_one(database, wanted, act, f"tenant {tenant_uid}: {kind.value}, {what}{mends}")


async def _followed(database: Database, report_id: str) -> None:
    """Look again and again until it is over, and tell how far it is. Raises NothingDone where it has gone."""
    store, shown, looks = MongoReconciliations(database), Counts(), 0
    while True:
        found = await store.read(report_id)
        if found is None:
            message = f"reconciliation {report_id} is gone"
            raise NothingDone(message)
        if found.state not in OPEN:
            return
        if found.counts != shown:
            shown = found.counts
            report([output.counted(shown, found.total)])
        looks += 1
        if looks == _PATIENCE_LOOKS and found.state is ReportState.QUEUED:
            report(["it has not begun: does its service run, and is the tenant paused?"])
        await asyncio.sleep(_LOOK_SECONDS)


def _tell_ordered(tenant_uid: str, ordered: Ordered, *, as_json: bool) -> None:
    if as_json:
        show_json({"id": ordered.id, "kind": ordered.kind.value, "isNew": ordered.is_new})
        return
    what = "is queued" if ordered.is_new else "was queued already"
    say(f"reconciliation {ordered.id} {what}:")
    say(f"  flow-omnium reconcile --tenant {tenant_uid} --show {ordered.id}")


def _list(tenant_uid: str, limit: int, *, as_json: bool) -> None:
    async def listed(database: Database) -> list[Report]:
        await require_tenant(database, tenant_uid)
        return [*await MongoReconciliations(database).reports(tenant_uid, limit)]

    reports = with_database(listed)
    if as_json:
        show_json([output.document(one) for one in reports])
    else:
        show(output.report_table(reports))


def _show(tenant_uid: str, report_id: str, limit: int, *, as_json: bool) -> None:
    async def found(database: Database) -> output.Shown:
        store = MongoReconciliations(database)
        one = await store.read(report_id)
        if one is None or one.order.tenant_uid != tenant_uid:
            message = f"tenant {tenant_uid} has no reconciliation {report_id!r}"
            raise NothingDone(message)
        return output.Shown(one, await store.rows(report_id, limit), await present(database))

    shown = with_database(found)
    if as_json:
        show_json(output.document(shown.report, shown.rows))
    else:
        for line in output.lines_of(shown):
            say(line)
    if shown.report.state is ReportState.FAILED:
        raise typer.Exit(EXIT_FAILED)
