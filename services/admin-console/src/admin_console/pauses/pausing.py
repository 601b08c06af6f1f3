"""Pausing a tenant, a kind or a store, and resuming it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from admin_console.audit.keeping import an_act, kept
from admin_console.database import present, with_database
from admin_console.failures import NothingDone, WrongUse
from admin_console.pauses import output
from admin_console.pauses.scopes import Scope, scope_of
from admin_console.tenants.known import require_pausable
from admin_console.terminal import moment, say, show, show_json
from flow_omnium.jobs.entry import AuditEntry
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.ledger.pauses import MongoPauses, Pause
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.jobs.operator.pause_holds import PauseHold, PauseHolds
from flow_omnium.runtime.database import Database


@dataclass(frozen=True)
class Ending:
    """When a pause ends by itself: at a moment (UTC), after a time, or not at all."""

    until: datetime | None = None
    after: timedelta | None = None

    def at(self, now: datetime) -> datetime | None:
        """Return that moment (UTC). Raises WrongUse for two of them, and for one that is over."""
        if self.until is not None and self.after is not None:
            raise WrongUse("give --until or --for, not both")
        end = self.until if self.after is None else now + self.after
        if end is not None and end <= now:
            message = f"--until: {moment(end)} is over"
            raise WrongUse(message)
        return end


@dataclass(frozen=True)
class Pausing:
    """What is asked for: `force` insists on a tenant or a store that nobody knows."""

    scope: Scope
    ending: Ending
    force: bool
    as_json: bool = False


def pause(  # noqa: PLR0913 - what was typed
    tenant: str | None,
    kind: JobKind | None,
    store: str | None,
    *,
    ending: Ending,
    force: bool,
    reason: str | None,
    by: str | None,
    as_json: bool,
) -> None:
    """Hold the jobs of one thing until it is resumed, or until it ends. Raises WrongUse, NothingDone."""
    wanted = Pausing(scope_of(tenant, kind, store), ending, force, as_json)
    act = an_act("pause", by, reason)
    with_database(lambda database: _pause(database, wanted, act))


def resume(
    tenant: str | None, kind: JobKind | None, store: str | None, *, by: str | None, as_json: bool
) -> None:
    """Lift a pause. Raises WrongUse, NothingDone."""
    scope = scope_of(tenant, kind, store)
    act = an_act("resume", by)
    with_database(lambda database: _resume(database, scope, act, as_json=as_json))


def list_pauses(*, as_json: bool) -> None:
    """List what is paused, until when, and how many jobs it holds."""
    held, now = with_database(_held_by_pauses)
    if as_json:
        show_json([output.document(hold) for hold in held])
    else:
        show(output.table_of(held, now))


@dataclass(frozen=True)
class Paused:
    """What came of asking for a pause: the act's number, since when (UTC), whether it is a new one, and when it ends."""

    act_id: int
    at: datetime
    is_new: bool
    is_changed: bool
    until: datetime | None


async def set_pause(database: Database, wanted: Pausing, act: AuditEntry) -> Paused:
    """Hold the jobs of one thing, kept as an act. Raises WrongUse, NothingDone."""
    scope, now = wanted.scope, await present(database)
    until = wanted.ending.at(now)
    if scope.tenant is not None and not wanted.force:
        await require_pausable(database, scope.tenant, scope.store)
    pauses, ends = MongoPauses(database), [] if until is None else [f"until {moment(until)}"]
    async with kept(database, act, scope.name, tenant=scope.tenant, details=ends) as tally:
        is_new = await pauses.pause(Pause(scope.name, act.by, now, act.reason, until))
        is_changed = not is_new and until is not None and await pauses.end_at(scope.name, until)
        tally.count += is_new or is_changed
    ends_at = until if is_new or is_changed else await _end_of(pauses, scope.name)
    return Paused(tally.sequence, now, is_new, is_changed, ends_at)


async def _end_of(pauses: MongoPauses, name: str) -> datetime | None:
    """Return when a pause that is left as it is ends by itself: who asks for one without an end must not take it for that."""
    return next((one.until for one in await pauses.pauses() if one.scope == name), None)


async def lift_pause(database: Database, scope: Scope, act: AuditEntry) -> tuple[int, int]:
    """Lift a pause, kept as an act: return the act's number, and how many jobs it held. Raises NothingDone where there is none."""
    async with kept(database, act, scope.name, tenant=scope.tenant) as tally:
        tally.count += await MongoPauses(database).resume(scope.name)
    if not tally.count:
        raise NothingDone(await _why_not(database, scope))
    return tally.sequence, await JobLog(database).held_by(scope.name)


async def _pause(database: Database, wanted: Pausing, act: AuditEntry) -> None:
    done, name = await set_pause(database, wanted, act), wanted.scope.name
    told = output.paused_line(
        name, is_new=done.is_new, is_changed=done.is_changed, ends_at=done.until, now=done.at
    )
    document = {"scope": name, "paused": True, "changed": done.is_new or done.is_changed}
    ends = {"until": done.until and done.until.isoformat()}
    _tell(told, {"actId": done.act_id, **document, **ends}, wanted.as_json)


async def _resume(database: Database, scope: Scope, act: AuditEntry, *, as_json: bool) -> None:
    act_id, held = await lift_pause(database, scope, act)
    told = output.resumed_line(scope, held)
    _tell(told, {"actId": act_id, "scope": scope.name, "paused": False, "held": held}, as_json)


async def _why_not(database: Database, scope: Scope) -> str:
    """Say that it is not paused, and what else holds jobs of the tenant, if one was named."""
    holds: Sequence[PauseHold] = ()
    if scope.tenant is not None:
        holds = await PauseHolds(database).over_tenant(scope.tenant)
    return output.not_paused(scope, holds)


async def _held_by_pauses(database: Database) -> tuple[Sequence[PauseHold], datetime]:
    return await PauseHolds(database).all(), await present(database)


def _tell(line: str, document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        show_json(document)
    else:
        say(line)
