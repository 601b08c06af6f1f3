"""Letting the suite work for a tenant, or not: what that means is said before it is done, and what was missed can be made good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import typer

from admin_console.audit.keeping import Keep, an_act
from admin_console.database import present, with_database
from admin_console.failures import BadAnswer, NothingDone, WrongUse
from admin_console.jobs.output import span
from admin_console.reconcile.ordering import order_catch_up
from admin_console.tenants.access import with_audited_tenants, with_tenants
from admin_console.terminal import can_ask, moment, report, show, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.operator.job_log import JobFilter, JobLog
from flow_omnium.reconciliation.order import Ordered
from flow_omnium.runtime.database import Database
from flow_omnium.tenants.contract import Tenants
from flow_omnium.tenants.history import Inactivity, latest_inactivity
from flow_omnium.tenants.record import TenantRecord, UnknownTenant
from flow_omnium.tenants.tenant import Tenant


@dataclass(frozen=True)
class Switched:
    """What switching a tenant on led to, and the time in which it had been off."""

    is_changed: bool
    inactivity: Inactivity | None


def deactivate(tenant_uid: str, *, yes: bool, as_json: bool, by: str | None) -> None:
    """Stop all work for a tenant, once somebody has agreed to what that means. Raises UnknownTenant, WrongUse."""
    if _record(tenant_uid).is_active is False:
        _tell(tenant_uid, "was not active", {"active": False, "changed": False}, as_json=as_json)
        return
    report(consequences(tenant_uid, with_database(lambda database: pending_of(database, tenant_uid))))
    _require_consent(tenant_uid, yes=yes)
    act = an_act("deactivate", by)
    changed = with_audited_tenants(lambda tenants, keep: switch(tenants, keep, tenant_uid, act, active=False))
    told = "deactivated" if changed else "was not active"
    _tell(tenant_uid, told, {"active": False, "changed": changed}, as_json=as_json)


def activate(tenant_uid: str, *, catch_up: bool | None, as_json: bool, by: str | None) -> None:
    """Let the suite work for a tenant; `catch_up` None asks where somebody can answer. Raises UnknownTenant, NothingDone."""
    act = an_act("activate", by)
    switched = with_audited_tenants(lambda tenants, keep: activated(tenants, keep, tenant_uid, act))
    if not as_json:
        show(f"{tenant_uid}: {'activated' if switched.is_changed else 'was active already'}")
    ordered = _made_good(tenant_uid, switched, catch_up=catch_up, asks=not as_json, by=by)
    if as_json:
        show_json(_document(tenant_uid, switched, ordered))
    else:
        for line in ordered_lines(tenant_uid, ordered):
            show(line)
    if catch_up and switched.inactivity is not None and switched.inactivity.since is None:
        raise BadAnswer("nothing was ordered")


def _made_good(
    tenant_uid: str, switched: Switched, *, catch_up: bool | None, asks: bool, by: str | None
) -> Sequence[Ordered]:
    """Say what was missed, and have it compared if that is wanted."""
    if not switched.is_changed and not catch_up:
        return ()
    missed = switched.inactivity
    report(missed_lines(tenant_uid, missed, with_database(present)))
    if missed is None:
        return ()
    since = missed.since
    if since is None:
        report(
            [f"`flow-omnium reconcile --tenant {tenant_uid} --kind KIND --since DURATION` compares any time"]
        )
        return ()
    if catch_up or (catch_up is None and asks and _wants()):
        act = an_act("catch up", by)
        return with_database(lambda database: order_catch_up(database, tenant_uid, since, act))
    report([f"`flow-omnium tenants activate {tenant_uid} --catch-up` compares that time, and mends it"])
    return ()


def _document(tenant_uid: str, switched: Switched, ordered: Sequence[Ordered]) -> dict[str, Any]:
    """Describe an activation for programs."""
    missed = switched.inactivity
    since = None if missed is None or missed.since is None else missed.since.isoformat()
    return {
        "tenantUid": tenant_uid,
        "active": True,
        "changed": switched.is_changed,
        "inactiveSince": since,
        "reconciliations": [{"id": one.id, "kind": one.kind.value, "isNew": one.is_new} for one in ordered],
    }


def _tell(tenant_uid: str, line: str, document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json({"tenantUid": tenant_uid, **document})
    else:
        show(f"{tenant_uid}: {line}")


def consequences(tenant_uid: str, pending: int | None = None) -> Sequence[str]:
    """Say what a deactivation does to events and to so many pending jobs, and which command does less."""
    held = (
        f"{pending} pending {'job is' if pending == 1 else 'jobs are'}"
        if pending is not None
        else "its jobs are"
    )
    return (
        f"{tenant_uid}: while it is not active its events are refused (403): Omnium tries one for half a minute, Flow not at all, "
        "and then it is lost",
        f"{tenant_uid}: of what changes meanwhile the polls bring the last day; the rest takes a reconciliation (`tenants activate --catch-up`)",
        f"{tenant_uid}: {held} held until it is active again; what runs is finished",
        f"{tenant_uid}: to accept events and hold their jobs instead: `flow-omnium jobs pause --tenant {tenant_uid}`",
    )


def missed_lines(tenant_uid: str, missed: Inactivity | None, now: datetime) -> Iterator[str]:
    """Say since when a tenant's events were refused."""
    if missed is None:
        yield f"{tenant_uid}: it has not been active before, so it has missed nothing"
    elif missed.since is None:
        yield f"{tenant_uid}: its history no longer tells since when it was not active"
    else:
        until = missed.until or now
        ended = "" if missed.until is None else f" to {moment(until)}"
        times = f"from {moment(missed.since)}{ended}, for {span(until - missed.since)}"
        yield f"{tenant_uid}: it was not active {times}: events of that time were refused, and do not come again"


def ordered_lines(tenant_uid: str, ordered: Sequence[Ordered]) -> Iterator[str]:
    """Say which reconciliations are queued."""
    for one in ordered:
        what = "is queued" if one.is_new else "was queued already"
        yield f"{tenant_uid}: reconciliation {one.id} of {one.kind.value} {what}"


def _record(tenant_uid: str) -> TenantRecord[Tenant]:
    records = with_tenants(lambda tenants: tenants.records([tenant_uid]))
    if not records:
        raise UnknownTenant(tenant_uid)
    return records[0]


async def pending_of(database: Database, tenant_uid: str) -> int:
    """Count the jobs of a tenant that have not begun. Raises DatabaseError."""
    return await JobLog(database).count(JobFilter(tenant_uid=tenant_uid, pending=True))


def _require_consent(tenant_uid: str, *, yes: bool) -> None:
    if yes:
        return
    if not can_ask():
        raise WrongUse("nobody can be asked here: --yes says that this is wanted")
    if not typer.confirm(f"Deactivate {tenant_uid}?", err=True):
        message = f"{tenant_uid} stays active"
        raise NothingDone(message)


def _wants() -> bool:
    return can_ask() and typer.confirm("Compare that time now, and make jobs for what differs?", err=True)


async def activated(tenants: Tenants, keep: Keep, tenant_uid: str, act: AuditEntry) -> Switched:
    """Switch a tenant on, and tell since when it was off. It is kept as an act. Raises UnknownTenant."""
    changed = await switch(tenants, keep, tenant_uid, act, active=True)
    return Switched(changed, latest_inactivity(await tenants.history(tenant_uid), is_active=True))


async def switch(tenants: Tenants, keep: Keep, tenant_uid: str, act: AuditEntry, *, active: bool) -> bool:
    """Switch a tenant on or off; tell whether that changed anything. It is kept as an act. Raises UnknownTenant."""
    async with keep(act, f"tenant {tenant_uid}", tenant=tenant_uid) as tally:
        changed = await tenants.set_active(tenant_uid, active, by=act.by)
        tally.count += changed
    return changed
