"""The overview in words: one sentence whether anything is wrong, and below it the parts that say why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from admin_console.jobs.grouping import cause_of_group
from admin_console.jobs.output import span, until
from admin_console.pauses.scopes import words_of
from admin_console.status.overview import Overview
from admin_console.terminal import counted
from flow_omnium.jobs.operator.bulk_acts import BulkAct, BulkState
from flow_omnium.jobs.operator.job_groups import GroupBy
from flow_omnium.jobs.operator.job_log import MOST_COUNTED
from flow_omnium.jobs.state import JobState
from flow_omnium.polling.expectation import OverdueState

QUIET: Final = timedelta(hours=1)
"""Without an event for so long nobody knows whether all is well, or nothing arrives."""

STUCK: Final = timedelta(minutes=10)
"""A job that is queued for so long has no worker that takes it."""

CAUSES_SHOWN: Final = 5
_NAMES_SHOWN: Final = 3

_TOKENS_WELL: Final = frozenset({"valid", "due"})
_OVERDUE: Final[Mapping[OverdueState, tuple[str, str]]] = MappingProxyType(
    {
        OverdueState.ORDER: ("order not in the shop", "orders not in the shop"),
        OverdueState.SALE: ("sale not in Omnium", "sales not in Omnium"),
        OverdueState.RECEIPT: ("receipt not in Omnium", "receipts not in Omnium"),
        OverdueState.RECEPTION: ("reception not in Omnium", "receptions not in Omnium"),
        OverdueState.PICK_UP: ("order not collected in time", "orders not collected in time"),
        OverdueState.SENDER: ("sender silent", "senders silent"),
    }
)


def sentence(seen: Overview) -> str:
    """Say in one sentence whether anything is wrong; what could not be read is not called well."""
    wrong = [*wrongs(seen)]
    if wrong:
        return f"{'; '.join(wrong)}.".replace("?.", "?")
    if seen.unread:
        return f"Nothing is known to be wrong, but not everything could be read: {', '.join(seen.unread)}."
    return _quiet(seen) or f"Nothing is wrong. {_latest(seen)}"


def wrongs(seen: Overview) -> Iterator[str]:
    """Say what is wrong, each in a few words, the worst first."""
    yield from _of_work(seen)
    yield from _of_surroundings(seen)
    if seen.backlog is not None and seen.backlog.attention:
        flags = "job flags" if seen.backlog.attention == 1 else "jobs flag"
        yield f"{_many(seen.backlog.attention)} {flags} something to look at"


def _of_work(seen: Overview) -> Iterator[str]:
    yield from _stuck(seen)
    if seen.circuits:
        yield _listed(
            [f"{one.system.capitalize()} does not answer for {one.tenant_uid}" for one in seen.circuits]
        )
    if seen.causes:
        jobs = sum(group.jobs for group in seen.causes)
        yield f"{counted(jobs, 'job fails', 'jobs fail')} for {counted(len(seen.causes), 'cause')}"
    if seen.backlog is not None and seen.backlog.set_aside:
        yield f"{counted(seen.backlog.set_aside, 'job is', 'jobs are')} set aside"


def _of_surroundings(seen: Overview) -> Iterator[str]:
    if seen.pauses:
        yield _listed([f"{words_of(pause.scope)} is paused" for pause, _ in seen.pauses])
    if bad := _without_token(seen):
        yield f"no valid Omnium token for {_listed(bad)}"
    if seen.overdue:
        yield _listed([counted(number, *_OVERDUE[state]) for state, number in seen.overdue.items()])
    if seen.parked:
        yield f"{counted(sum(seen.parked.values()), 'message is', 'messages are')} parked"
    if seen.acts:
        yield _listed([f"act {act.number} {_trouble(act)}" for act in seen.acts])


def _trouble(act: BulkAct) -> str:
    return "has failed" if act.state is BulkState.FAILED else "stands still"


def _without_token(seen: Overview) -> Sequence[str]:
    return [uid for uid, state in (seen.tokens or {}).items() if state not in _TOKENS_WELL]


def part_lines(seen: Overview) -> Iterator[str]:
    """Tell the parts, each with what to type; what is as it should be is left out."""
    yield from _backlog(seen)
    yield from _causes(seen)
    for pause, held in seen.pauses or ():
        reason = f": {pause.reason}" if pause.reason else ""
        since = f"{span(seen.at - pause.at)} by {pause.by}"
        yield f"Paused    {pause.scope} for {since}, holds {counted(held, 'job')}{reason}: `flow-omnium jobs pauses`"
    for one in seen.circuits or ():
        since = span(seen.at - one.failing_since)
        yield f"Out       {one.system.capitalize()} for {one.tenant_uid}, for {since}: jobs come back by themselves"
    for state, number in (seen.overdue or {}).items():
        yield f"Overdue   {counted(number, *_OVERDUE[state])}: `flow-omnium overdue --state {state.value}`"
    for queue, number in (seen.parked or {}).items():
        yield f"Parked    {number:,} of {queue}: `flow-omnium parked list`"
    for act in seen.acts or ():
        yield f"Act       {act.number} {_trouble(act)}, {act.left:,} of {counted(act.total, 'job')} left: `flow-omnium acts show {act.number}`"
    for tenant_uid in _without_token(seen):
        yield f"Token     {tenant_uid}: `flow-omnium tokens show {tenant_uid}`"
    if seen.tenants is not None:
        off = f"; off: {', '.join(seen.tenants.off)}" if seen.tenants.off else ""
        yield f"Tenants   {len(seen.tenants.active)} active{off}"
    yield from (f"Unread    {name}: {why}" for name, why in seen.unread.items())


def _backlog(seen: Overview) -> Iterator[str]:
    if seen.backlog is None:
        return
    for state, pending in seen.backlog.pending.items():
        if pending.jobs:
            age = f", the oldest for {span(seen.at - pending.oldest)}" if pending.oldest else ""
            yield f"{state.value.capitalize():<9} {counted(pending.jobs, 'job')}{age}: `flow-omnium jobs list --state {state.value}`"
    if seen.backlog.attention:
        yield f"Flagged   {_many(seen.backlog.attention)}: `flow-omnium jobs list --attention`"
    yield f"Events    {_latest(seen)}"


def _causes(seen: Overview) -> Iterator[str]:
    every = seen.causes or ()
    for group in every[:CAUSES_SHOWN]:
        due = until(group.next_attempt, seen.at)
        yield f"Cause     {counted(group.jobs, 'job')}, next {due}: {cause_of_group(group)}: `flow-omnium jobs list --cause {group.values[GroupBy.CAUSE]}`"
    if len(every) > CAUSES_SHOWN:
        yield f"          and {len(every) - CAUSES_SHOWN} more: `flow-omnium jobs summary`"


def _stuck(seen: Overview) -> Iterator[str]:
    queued = seen.backlog.pending.get(JobState.QUEUED) if seen.backlog else None
    if queued is not None and queued.oldest is not None and seen.at - queued.oldest > STUCK:
        jobs = counted(queued.jobs, "job is", "jobs are")
        yield f"{jobs} queued, the oldest for {span(seen.at - queued.oldest)}: do the workers run?"


def _quiet(seen: Overview) -> str:
    if seen.tenants is not None and not seen.tenants.active:
        return "No tenant is active: nothing is to be done, and no event is accepted."
    latest = seen.backlog.latest if seen.backlog else None
    if latest is None:
        return "Nothing is known to be wrong, but no event has ever come: are the senders set up?"
    if seen.at - latest > QUIET:
        return f"Nothing is known to be wrong, but no event has come for {span(seen.at - latest)}: are the senders there?"
    return ""


def _latest(seen: Overview) -> str:
    latest = seen.backlog.latest if seen.backlog else None
    return "None has come yet." if latest is None else f"The latest event came {span(seen.at - latest)} ago."


def _many(number: int) -> str:
    return f"more than {MOST_COUNTED - 1:,}" if number >= MOST_COUNTED else f"{number:,}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
    return f"{', '.join(names[:_NAMES_SHOWN])}{more}"
