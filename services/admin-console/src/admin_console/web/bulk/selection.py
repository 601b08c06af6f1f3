"""Which jobs an act on many is about: those of a filter, those that were ticked, or what an earlier act has left."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from admin_console.acts.members import jobs_to_repair
from admin_console.acts.repairs import CANCEL, RETRY, Repair
from admin_console.jobs.filter import JobChoice, StateWord, pending_only
from admin_console.terminal import counted
from admin_console.web.acts.visible import visible_act
from admin_console.web.answers import BadAsk
from admin_console.web.ask import Ask
from admin_console.web.bulk.reach import tenants_with
from admin_console.web.jobs.query import choice_of, known_of, query_string, wanted_of
from admin_console.web.numbers import number_of
from admin_console.web.rights import Right
from flow_omnium.jobs.operator.choosing import Choosing, Chosen
from flow_omnium.jobs.operator.job_log import JobLog

MOST: Final = 50_000
"""More jobs are not acted on at once: whoever means so many should narrow it, by store or by time."""

_NEEDS_SOMEBODY: Final = [StateWord.WAITING, StateWord.HELD]
"""What the list of jobs shows unless it is asked for other states."""


@dataclass(frozen=True)
class Selection:
    """The jobs, and what is to be done to each.

    `name` is the act as the audit log has it, `target` says what it was aimed at, and `key` stands for the selection whatever
    it has found; `held_back` match as well, but a pause would only hold them again.
    """

    name: str
    repair: Repair
    chosen: Chosen
    target: str
    key: str
    held_back: int = 0


async def selection_of(ask: Ask) -> Selection:
    """Choose what the address means, of the tenants in which the visitor may do it. Raises BadAsk, WrongUse, NothingDone."""
    name = ask.text("act")
    if name not in ("retry", "cancel"):
        raise BadAsk("Say what is to be done", ["act is retry or cancel."])
    repair = RETRY if name == "retry" else CANCEL
    act_id, ids = ask.text("of"), ask.texts("job")
    if act_id is not None:
        return await _of_act(ask, number_of("of", act_id))
    return await (_ticked(ask, name, repair, ids) if ids else _filtered(ask, name, repair))


def right_to(name: str) -> Right:
    """Return the right that an act takes."""
    return Right.HOLD if name == "cancel" else Right.REPAIR


async def of_act(ask: Ask, act_id: int) -> Selection:
    """Choose what an earlier act has left to be done again, of the tenants in which the visitor may. Raises NothingDone."""
    repair, ids = await jobs_to_repair(ask.database, act_id)
    reach = tenants_with(ask.visitor, right_to("retry"))
    chosen = await Choosing(ask.database).by_ids(ids, reach)
    return Selection("retry", repair, chosen, f"act {act_id}", f"act {act_id}")


async def _of_act(ask: Ask, act_id: int) -> Selection:
    await visible_act(ask, act_id)
    if ask.text("act") != "retry":
        raise BadAsk("What an earlier act has left can be tried again, and nothing else")
    return await of_act(ask, act_id)


async def _ticked(ask: Ask, name: str, repair: Repair, ids: Sequence[str]) -> Selection:
    reach = tenants_with(ask.visitor, right_to(name))
    named = list(dict.fromkeys(ids))
    chosen = await Choosing(ask.database).by_ids(named, reach, there=True)
    target = f"{counted(len(named), 'job')}, chosen one by one"
    return Selection(name, repair, chosen, target, " ".join(sorted(named)))


async def _filtered(ask: Ask, name: str, repair: Repair) -> Selection:
    choice = pending_only(_stated(await known_of(ask, choice_of(ask))))
    if choice.tenant is not None:
        ask.require(right_to(name), choice.tenant)
    wanted = replace(
        wanted_of(ask, choice), of_tenants=tenants_with(ask.visitor, right_to(name)), limit=MOST + 1
    )
    free = replace(wanted, free=repair.is_retry)
    chosen = await Choosing(ask.database).by_filter(free)
    if chosen.count > MOST:
        message = f"More than {MOST:,} jobs match: narrow it, by tenant, store or time"
        raise BadAsk(message)
    held_back = await JobLog(ask.database).count(wanted) - chosen.count if repair.is_retry else 0
    return Selection(name, repair, chosen, str(choice), query_string(choice), max(held_back, 0))


def _stated(choice: JobChoice) -> JobChoice:
    return choice if choice.state else replace(choice, state=list(_NEEDS_SOMEBODY))
