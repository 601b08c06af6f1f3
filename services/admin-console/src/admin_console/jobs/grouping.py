"""Counting what needs somebody in groups: what is broken, how much of it, since when, and what to type."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError
from rich.table import Table

from admin_console.database import present, with_database
from admin_console.failures import WrongUse
from admin_console.jobs.choosing import job_filter, known_choice
from admin_console.jobs.filter import JobChoice
from admin_console.jobs.naming import SHORT
from admin_console.jobs.output import span, until
from admin_console.jobs.spoken import spoken
from admin_console.jobs.words import cause_text, held_by_words
from admin_console.terminal import add_row, columns, one_line, printable, report, say, show, show_json, table
from flow_omnium.jobs.cause import Cause
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup, JobGroups
from flow_omnium.runtime.database import Database

_OPTIONS: Final[Mapping[GroupBy, str]] = MappingProxyType(
    {
        GroupBy.CAUSE: "--cause",
        GroupBy.ERROR: "--error-class",
        GroupBy.TENANT: "--tenant",
        GroupBy.KIND: "--kind",
        GroupBy.STORE: "--store",
        GroupBy.STATUS: "--http-status",
        GroupBy.STATE: "--state",
    }
)
_ROOMY: Final = 120
_COMMANDS: Final = 3
_EXAMPLE_CHARACTERS: Final = 300


@dataclass(frozen=True)
class Summary:
    """Groups of jobs, the largest first, as they were asked for; `at` is UTC."""

    choice: JobChoice
    by: Sequence[GroupBy]
    groups: Sequence[JobGroup]
    at: datetime


def summarise(choice: JobChoice, by: Sequence[str], *, as_json: bool) -> None:
    """Show what fails or is held, in groups. Raises WrongUse for a filter that names nothing, or a state."""
    if choice.state:
        raise WrongUse("a summary is of what fails or is held: `--by state` tells the states apart")
    wanted = _told_apart([GroupBy(str(one)) for one in by], choice)
    summary = with_database(lambda database: grouped(database, choice, wanted))
    if as_json:
        show_json([document(group, summary) for group in summary.groups])
    elif not summary.groups:
        show("No job fails, and none is held.")
    else:
        _show(summary)


async def grouped(database: Database, choice: JobChoice, by: Sequence[GroupBy]) -> Summary:
    """Return the groups. Raises WrongUse, DatabaseError."""
    choice = await known_choice(database, choice)
    now = await present(database)
    return Summary(choice, by, await JobGroups(database).of(job_filter(choice, now), by), now)


def name_of(group: JobGroup, by: Sequence[GroupBy]) -> str:
    """Name a group by what its jobs have in common."""
    return ", ".join(_named(group, one) for one in by)


def retry_of(group: JobGroup, summary: Summary) -> str | None:
    """Return the command that tries the jobs of a group again, to be looked at first; None where no filter means just them."""
    options = [part for one in summary.by for part in _option(one, group)]
    if not options or group.held_by is not None:
        return None
    others = replace(summary.choice, **_given(summary.by))
    return shlex.join(["flow-omnium", "jobs", "retry", *others.options(), *options, "--dry-run"])


def commands_of(summary: Summary) -> Iterator[str]:
    """Give the commands that try the largest groups again."""
    commands = (retry_of(group, summary) for group in summary.groups[:_COMMANDS])
    return (command for command in commands if command is not None)


def document(group: JobGroup, summary: Summary) -> dict[str, Any]:
    """Describe a group for programs."""
    return {
        "by": {one.value: value for one, value in group.values.items()},
        "name": name_of(group, summary.by),
        "jobs": group.jobs,
        "oldest": group.oldest and group.oldest.isoformat(),
        "nextAttempt": group.next_attempt and group.next_attempt.isoformat(),
        "example": group.example,
        "tenants": sorted(group.tenants),
        "retry": retry_of(group, summary),
    }


def lines_of(summary: Summary) -> Iterator[str]:
    """Describe the groups where there is little room: two lines each."""
    for group in summary.groups:
        due = until(group.next_attempt, summary.at)
        yield (
            f"{group.jobs:>7,}  oldest {_age(group, summary)}, next {due}, such as {group.example[:SHORT]}, "
            f"{_tenants(group)}"
        )
        yield f"         {name_of(group, summary.by)}"


def _show(summary: Summary) -> None:
    width = columns()
    if width is None or width >= _ROOMY:
        show(_table(summary, short=width is not None))
    else:
        for line in lines_of(summary):
            say(line if len(line) <= width else f"{printable(line)[: width - 1]}…")
    # A list in a pipe stays a list: what to type is said beside it.
    report(f"try again: {command}" for command in commands_of(summary))


def _table(summary: Summary, *, short: bool) -> Table:
    result = table("JOBS", "OLDEST", "NEXT", "EXAMPLE", "TENANTS", " AND ".join(summary.by).upper())
    for group in summary.groups:
        add_row(
            result,
            f"{group.jobs:,}",
            _age(group, summary),
            until(group.next_attempt, summary.at),
            group.example[:SHORT] if short else group.example,
            _tenants(group),
            one_line(name_of(group, summary.by)),
        )
    return result


def _age(group: JobGroup, summary: Summary) -> str:
    return span(summary.at - group.oldest) if group.oldest else "-"


def _tenants(group: JobGroup) -> str:
    return min(group.tenants) if len(group.tenants) == 1 else f"{len(group.tenants)} tenants"


def _named(group: JobGroup, by: GroupBy) -> str:
    value = group.values.get(by)
    if by is not GroupBy.CAUSE:
        return str(value) if value is not None else "-"
    if value is None:
        return f"held {held_by_words(group.held_by or '?')}"
    return f"{value}  {cause_of_group(group)}"


def cause_of_group(group: JobGroup) -> str:
    """Say in words what the jobs of a group fail for."""
    cause = cause_in(group)
    return "?" if cause is None else cause_text(cause)


def example_of_group(group: JobGroup) -> str:
    """Return what one attempt really said, since a cause says `…` for whatever differs from job to job; empty if it says no more."""
    cause = cause_in(group)
    if cause is None or not group.message or group.message in cause_text(cause):
        return ""
    message = spoken(group.message, cause.system, cause.call, cause.status)
    return message if len(message) <= _EXAMPLE_CHARACTERS else f"{message[:_EXAMPLE_CHARACTERS]} …"


def cause_in(group: JobGroup) -> Cause | None:
    """Return what the jobs of a group fail for, None where it cannot be read."""
    try:
        return Cause.model_validate(group.cause)
    except ValidationError:
        return None


def _option(by: GroupBy, group: JobGroup) -> list[str]:
    value = group.values.get(by)
    return [] if value is None else [_OPTIONS[by], str(value)]


def _told_apart(by: list[GroupBy], choice: JobChoice) -> Sequence[GroupBy]:
    """Two tenants may have a store of the same name: it is one of a tenant."""
    if GroupBy.STORE in by and GroupBy.TENANT not in by and choice.tenant is None:
        return [GroupBy.TENANT, *by]
    return by


def _given(by: Sequence[GroupBy]) -> dict[str, Any]:
    """What the filter says already of what the groups are made of."""
    return {_OPTIONS[one].removeprefix("--").replace("-", "_"): None for one in by}
