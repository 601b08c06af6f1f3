"""What a job would write, read from both systems just now: names and addresses masked, or shown to who says why."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admin_console.audit.keeping import kept
from admin_console.failures import NothingDone
from admin_console.find.asking import PATIENCE_SECONDS
from admin_console.jobs.naming import the_job
from admin_console.jobs.plan import plan_of
from admin_console.web.answers import Answer, BadAsk, Changed, Shown
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.rows import JobRow, row_of
from admin_console.web.personal import Personal
from admin_console.web.rights import Right
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.sync import AGREED, FieldChange, Plan
from flow_omnium.outcomes import JobInterrupted
from flow_omnium.tenants.record import UnreadableTenant
from flow_omnium.tenants.unknown import UnknownTenant

Value = str | Personal | None

_UNANSWERED: Final = (NothingDone, UnknownTenant, UnreadableTenant, TimeoutError)

PLAN: Final = "plan"
REVEAL: Final = "reveal"


@dataclass(frozen=True)
class PlannedField:
    """A field and its value before and after; a personal one prints as a mask unless it was revealed."""

    field: str
    old: Value
    new: Value


@dataclass(frozen=True)
class PlannedWrite:
    """One write, and its fields."""

    what: str
    fields: Sequence[PlannedField]


@dataclass(frozen=True)
class Planned:
    """What a run would do now: its writes, or why there are none, what it would flag, and why it would fail."""

    row: JobRow
    writes: Sequence[PlannedWrite]
    nothing: str
    flags: Sequence[str]
    failure: str
    is_revealed: bool
    unread: str = ""
    """Why nobody can tell."""


async def plan_page(ask: Ask) -> Answer:
    """Show what a run would write; nobody's name is shown."""
    entry = await _the_entry(ask)
    ask.require(Right.LOOK, entry.tenant_uid)
    return await _planned(ask, entry, PLAN, ask.field("reason"))


async def reveal_page(ask: Ask) -> Answer:
    """Show it with names and addresses, in this answer alone, to who says why."""
    entry = await _the_entry(ask)
    ask.require(Right.REVEAL, entry.tenant_uid)
    reason = ask.field("reason")
    if reason is None:
        raise BadAsk("reason: say why you need names and addresses", links={"Back": row_of(entry).href})
    return await _planned(ask, entry, REVEAL, reason)


async def _planned(ask: Ask, entry: JobEntry, act: str, reason: str | None) -> Answer:
    """Keep who looks, then look. Why a run would fail, or nobody can tell, is told in the plan's place."""
    described, target = ask.act(act, reason), f"job {entry.job_id}"
    try:
        async with kept(ask.database, described, target, tenant=entry.tenant_uid) as tally:
            plan = await _plan(ask, entry)
            tally.count += 1
    except JobInterrupted as error:
        return _shown(Planned(row_of(entry), (), "", (), str(error), is_revealed=False))
    except _UNANSWERED as error:
        why = str(error) or f"nobody has answered within {PATIENCE_SECONDS:g} s"
        return _shown(Planned(row_of(entry), (), "", (), "", is_revealed=False, unread=why), status=503)
    return _shown(planned_of(entry, plan, is_revealed=act == REVEAL))


def _shown(planned: Planned, status: int = 200) -> Answer:
    heading = f"What a run would write: {planned.row.name}"
    return Shown("jobs/plan.html", heading, {"planned": planned}, status)


async def _plan(ask: Ask, entry: JobEntry) -> Plan:
    event = {name: str(value) for name, value in entry.event.items()}
    await ask.console.omnium_pace.turn(entry.tenant_uid)
    async with asyncio.timeout(PATIENCE_SECONDS):
        return await plan_of(ask.console.settings, entry.kind, entry.key, entry.tenant_uid, event)


async def _the_entry(ask: Ask) -> JobEntry:
    entry = await brief(the_job(ask.database, ask.part("id"), ask.visitor.tenants))
    if isinstance(entry, JobEntry):
        return entry
    raise Changed("This version cannot read the job", links={"Back to the job": row_of(entry).href})


def planned_of(entry: JobEntry, plan: Plan, *, is_revealed: bool) -> Planned:
    """Describe a plan for its page. Pure."""
    told = [write.describe() for write in plan.writes]
    writes = [PlannedWrite(one.what, [_field(change, is_revealed) for change in one.fields]) for one in told]
    nothing = "" if writes or plan.failure else plan.reason or AGREED
    failure = "" if plan.failure is None else str(plan.failure)
    return Planned(row_of(entry), writes, nothing, plan.flags, failure, is_revealed)


def _field(change: FieldChange, is_revealed: bool) -> PlannedField:
    if is_revealed or not change.is_personal:
        return PlannedField(change.field, change.old, change.new)
    old, new = (None if value is None else Personal(str(value)) for value in (change.old, change.new))
    return PlannedField(change.field, old, new)
