"""The page of one act: who, what, why, how far it is, and how its jobs have fared since."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Final

from admin_console.acts.consent import ASKED_ABOVE
from admin_console.acts.members import ActNow, act_now
from admin_console.acts.output import result_of
from admin_console.acts.undo import Undo, UndoKind, is_still_set, left_to_try, undo_of
from admin_console.web.acts.aimed import aims_of
from admin_console.web.acts.progress import progress_of
from admin_console.web.acts.visible import visible_act
from admin_console.web.answers import Answer, Event, Shown, Streamed
from admin_console.web.ask import Ask
from admin_console.web.bulk.reach import tenants_with
from admin_console.web.jobs.in_brief import Brief, briefs
from admin_console.web.numbers import number_of
from admin_console.web.rights import Right
from flow_omnium.jobs.ledger.pauses import MongoPauses
from flow_omnium.jobs.operator.audit_trail import KeptEntry
from flow_omnium.jobs.operator.bulk_acts import BulkAct, BulkState
from flow_omnium.jobs.operator.bulk_store import BulkActs
from flow_omnium.jobs.operator.choosing import Choosing, Chosen
from flow_omnium.jobs.operator.fates import causes_of, counts_of

LISTED: Final = 50
LOOK_SECONDS: Final = 1.0
JUDGED_LIVE: Final = 2_000
"""How the jobs of a larger act fare is read when somebody asks, not whenever a count changes."""


async def act_page(ask: Ask) -> Answer:
    """Show an act. What it takes to tell how its jobs fare is read anew each time."""
    number = number_of("act", ask.part("number"))
    act = await visible_act(ask, number)
    bulk = await BulkActs(ask.database).one(number)
    now = await _now(ask, act, bulk)
    progress = None if bulk is None else progress_of(bulk, ask.now)
    values = {
        "act": now.act,
        "aim": (await aims_of(ask, [now.act]))[now.act.sequence],
        "zone": await ask.zone(now.act.tenant),
        "progress": progress,
        "may_stop": progress is not None and progress.can_be_stopped and _may_stop(ask, bulk),
        "result": "goes on" if now.goes_on else result_of(now),
        "fates": {fate.value: count for fate, count in counts_of(now.members).items()},
        "causes": causes_of(now.members),
        "members": now.members[:LISTED],
        "briefs": await _briefs(ask, now),
        "more": max(len(now.members) - LISTED, 0),
        "left": left_to_try(now) if _may_retry(ask, now) and not now.goes_on else 0,
        "undo": await _undo(ask, now),
        "is_typed": undo_count(now) > ASKED_ABOVE,
        "is_live": now.goes_on or len(now.members) <= JUDGED_LIVE,
    }
    return Shown("acts/act.html", f"Act {number}: {now.act.act}", values)


async def _now(ask: Ask, act: KeptEntry, bulk: BulkAct | None) -> ActNow:
    """Judge its jobs; of many not while they are dealt with, since an open page asks again and again."""
    if bulk is not None and bulk.state is BulkState.OPEN and bulk.total > JUDGED_LIVE:
        return ActNow(act, (), bulk)
    return await act_now(ask.database, act.sequence or 0)


async def _briefs(ask: Ask, now: ActNow) -> dict[str, Brief]:
    """Name the jobs that are listed; one that the ledger has let go has no name any more."""
    ids = [member.job_id for member in now.members[:LISTED]]
    entries = await Choosing(ask.database).sample(Chosen(ids), LISTED)
    return {one.job_id: one for one in briefs(entries)}


async def live(ask: Ask) -> Answer:
    """Tell an open page how far an act is, until it has ended."""
    number = number_of("act", ask.part("number"))
    await visible_act(ask, number)
    return Streamed(_events(ask, number))


async def _events(ask: Ask, number: int) -> AsyncIterator[Event]:
    """How far it is for as long as it goes on; from then on, when counts change: so may how its jobs fare."""
    store, told = BulkActs(ask.database), None
    while (act := await store.one(number)) is not None:
        now = event_of(act)
        if now != told:
            told = now
            yield "counts", now
        if act.state is not BulkState.OPEN:
            break
        await asyncio.sleep(LOOK_SECONDS)
    if ask.console.pulse is not None:
        async for event in ask.console.pulse.events(ask.visitor.tenants):
            yield event


def event_of(act: BulkAct) -> dict[str, Any]:
    """Tell in numbers how far an act is."""
    return {
        "state": act.state.value,
        "total": act.total,
        "position": act.position,
        "done": act.done,
        "skipped": act.skipped,
        "refused": act.refused,
    }


def undo_count(now: ActNow) -> int:
    """How many jobs it would bring back."""
    undo = undo_of(now)
    return 0 if undo is None else undo.count


async def _undo(ask: Ask, now: ActNow) -> Undo | None:
    """Say what can be undone by this visitor; what goes on is stopped first."""
    undo = undo_of(now)
    if undo is None or now.goes_on:
        return None
    if undo.kind is UndoKind.RESUME:
        is_set = is_still_set(now.act, await MongoPauses(ask.database).pauses())
        return undo if is_set and ask.visitor.may(Right.HOLD, now.act.tenant) else None
    return undo if _may_retry(ask, now) else None


def _may_stop(ask: Ask, bulk: BulkAct | None) -> bool:
    return bulk is not None and all(ask.visitor.may(Right.REPAIR, tenant) for tenant in bulk.tenants)


def _may_retry(ask: Ask, now: ActNow) -> bool:
    """Tell whether the visitor may do jobs of it again; of an act on several tenants, those of some."""
    if now.act.tenant is not None:
        return ask.visitor.may(Right.REPAIR, now.act.tenant)
    return tenants_with(ask.visitor, Right.REPAIR) != frozenset()
