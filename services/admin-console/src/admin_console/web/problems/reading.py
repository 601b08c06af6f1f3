"""Failures by cause, for a page: counted in the index of causes, with how they came by the hour, and notes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from admin_console.jobs.choosing import job_filter
from admin_console.jobs.filter import JobChoice
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.listing import within
from admin_console.web.jobs.query import choice_of, known_of, with_pairs
from admin_console.web.jobs.rows import JobRow, row_of
from admin_console.web.problems.problem import HOURS, HeldGroup, Problem, held_of, problem_of
from admin_console.web.zones import UTC_ZONE
from flow_omnium.console.notes import Note, Notes, of_cause
from flow_omnium.jobs.operator.cause_hours import NO_HOURS, CauseHours, hours_until
from flow_omnium.jobs.operator.job_filter import JobFilter, Order
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup, JobGroups
from flow_omnium.jobs.operator.job_log import MOST_COUNTED, JobLog
from flow_omnium.jobs.operator.job_pages import JobPages
from flow_omnium.jobs.state import JobState

_DAY: Final = 24
_EXAMPLES: Final = 10


@dataclass(frozen=True)
class Problems:
    """What fails, by cause, and what is held, by what holds it; the largest groups first."""

    choice: JobChoice
    failing: Sequence[Problem]
    held: Sequence[HeldGroup]
    zone: ZoneInfo = UTC_ZONE


@dataclass(frozen=True)
class Part:
    """How much of a cause one tenant, store or kind has, and where these jobs are listed."""

    name: str
    jobs: int
    href: str


@dataclass(frozen=True)
class CauseView:
    """What the page of a cause has. `problem` is None where nothing fails for it any more."""

    key: str
    problem: Problem | None
    parts: Mapping[str, Sequence[Part]]
    held: int
    rows: Sequence[JobRow]
    notes: Sequence[Note]
    zone: ZoneInfo = UTC_ZONE


async def read_problems(ask: Ask) -> Problems:
    """Read all causes that the filter of the address leaves. Raises BadAsk, WrongUse, DatabaseError."""
    choice = replace(await brief(known_of(ask, choice_of(ask))), state=None)
    wanted = within(ask, job_filter(choice, ask.now))
    groups = await brief(JobGroups(ask.console.reading).of(wanted, [GroupBy.CAUSE]))
    failing = [group for group in groups if group.held_by is None]
    keys = [key_of(group) for group in failing]
    since, seen = hours_until(ask.now, HOURS)[0], ask.visitor.tenants
    hours = await brief(CauseHours(ask.console.reading).of(keys, since, seen))
    notes = await brief(Notes(ask.database).about(map(of_cause, keys), seen))
    runbook, zone = ask.console.settings.console_runbook_url, await brief(ask.zone(choice.tenant))
    now = ask.now.astimezone(zone)
    told = [
        problem_of(one, hours.get(key, NO_HOURS), notes.get(of_cause(key), ()), now=now, runbook=runbook)
        for one, key in zip(failing, keys, strict=True)
    ]
    return Problems(choice, told, [held_of(group) for group in groups if group.held_by is not None], zone)


async def read_cause(ask: Ask, key: str) -> CauseView:
    """Read one cause. Raises DatabaseError."""
    wanted = JobFilter(cause=key, of_tenants=ask.visitor.tenants)
    groups = await brief(JobGroups(ask.console.reading).failing(wanted, [GroupBy.CAUSE]))
    notes = (await brief(Notes(ask.database).about([of_cause(key)], ask.visitor.tenants))).get(
        of_cause(key), ()
    )
    held = replace(wanted, state=JobState.HELD)
    number = await brief(JobLog(ask.console.reading).count(held, at_most=MOST_COUNTED))
    oldest = replace(wanted, order=Order.AGE, pending=True)
    page = await brief(JobPages(ask.console.reading).page(oldest, size=_EXAMPLES))
    zone = await brief(ask.zone(_only_tenant(groups)))
    problem = await _problem(ask, groups[0], notes, zone) if groups else None
    parts = await _parts(ask, wanted) if groups else {}
    return CauseView(key, problem, parts, number, [row_of(entry) for entry in page.entries], notes, zone)


def _only_tenant(groups: Sequence[JobGroup]) -> str | None:
    tenants = {tenant for group in groups for tenant in group.tenants}
    return next(iter(tenants)) if len(tenants) == 1 else None


async def _problem(ask: Ask, group: JobGroup, notes: Sequence[Note], zone: ZoneInfo) -> Problem:
    since, key = hours_until(ask.now, _DAY)[0], key_of(group)
    hours = await brief(CauseHours(ask.console.reading).of([key], since, ask.visitor.tenants))
    runbook = ask.console.settings.console_runbook_url
    now = ask.now.astimezone(zone)
    return problem_of(group, hours.get(key, NO_HOURS), notes, now=now, shown=_DAY, runbook=runbook)


async def _parts(ask: Ask, wanted: JobFilter) -> Mapping[str, Sequence[Part]]:
    groups = JobGroups(ask.console.reading)
    by = {
        "tenant": await brief(groups.failing(wanted, [GroupBy.TENANT])),
        "store": await brief(groups.failing(wanted, [GroupBy.TENANT, GroupBy.STORE])),
        "kind": await brief(groups.failing(wanted, [GroupBy.KIND])),
    }
    return {name: [_part(one, str(wanted.cause)) for one in found] for name, found in by.items()}


def _part(group: JobGroup, cause: str) -> Part:
    named = {one.value: str(value) for one, value in group.values.items() if value is not None}
    name = " / ".join(named.values()) + ("" if len(named) == len(group.values) else " (no store)")
    return Part(name, group.jobs, with_pairs("/jobs", [("cause", cause), *named.items()]))


def key_of(group: JobGroup) -> str:
    """Return the key of the cause of a group."""
    return str(group.values.get(GroupBy.CAUSE))
