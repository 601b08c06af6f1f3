"""A cause for which jobs fail, as a page tells it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from admin_console.jobs.advice import part_of
from admin_console.jobs.filter import JobChoice
from admin_console.jobs.grouping import cause_in, example_of_group
from admin_console.jobs.words import held_by_words
from admin_console.web.jobs.links import Remedy, remedy_of
from admin_console.web.jobs.query import address
from flow_omnium.console.notes import Note
from flow_omnium.jobs.operator.cause_hours import NO_HOURS, hours_until
from flow_omnium.jobs.operator.held_by import held_by_of
from flow_omnium.jobs.operator.job_groups import GroupBy, JobGroup

HOURS: Final = 12


@dataclass(frozen=True)
class Problem:
    """A group of jobs that fail for the same cause: what it is, how many, since when, and where it leads. Times are UTC.

    `example` is one of its jobs, and `said` what an attempt of it said.
    """

    key: str
    text: str
    error: str
    call: str
    status: int | None
    jobs: int
    first: datetime | None
    last: datetime | None
    next_at: datetime | None
    tenants: Sequence[str]
    stores: Sequence[str]
    remedy: Remedy
    example: str
    said: str = ""
    trend: Sequence[tuple[str, int]] = ()
    notes: Sequence[Note] = ()

    @property
    def has_words(self) -> bool:
        """Tell whether anything is left of its text without what differs from job to job."""
        return any(letter.isalpha() for letter in self.text)

    @property
    def href(self) -> str:
        """The page of the cause."""
        return f"/problems/{self.key}"

    @property
    def acts(self) -> Mapping[str, str]:
        """What can be done to all of its jobs: each address confirms first."""
        choice = JobChoice(cause=self.key)
        return {
            "Retry 1 first": address("/bulk", choice, act="retry", first="1"),
            "Retry all": address("/bulk", choice, act="retry"),
            "Cancel all": address("/bulk", choice, act="cancel"),
        }


@dataclass(frozen=True)
class HeldGroup:
    """Jobs that one thing holds; `href` lists all that such a thing holds in the same tenant."""

    words: str
    jobs: int
    first: datetime | None
    tenants: Sequence[str]
    href: str


def problem_of(
    group: JobGroup,
    hours: Mapping[datetime, int] = NO_HOURS,
    notes: Sequence[Note] = (),
    *,
    now: datetime,
    shown: int = HOURS,
    runbook: str | None = None,
) -> Problem:
    """Describe a group of what fails, its hours by the clock of `now`; what its example has stored may be of any shape."""
    cause = cause_in(group)
    return Problem(
        key=str(group.values.get(GroupBy.CAUSE)),
        text=cause.text if cause else "",
        error=cause.error if cause else "?",
        call=" ".join(filter(None, (cause.system, cause.call))) if cause else "",
        status=cause.status if cause else None,
        jobs=group.jobs,
        first=group.oldest,
        last=group.newest,
        next_at=group.next_attempt,
        tenants=sorted(group.tenants),
        stores=sorted(group.stores),
        remedy=remedy_of(runbook, part_of(cause.error if cause else "")),
        example=group.example,
        said=example_of_group(group),
        trend=[
            (f"{hour.astimezone(now.tzinfo):%H:%M %Z}", hours.get(hour, 0))
            for hour in hours_until(now.astimezone(UTC), shown)
        ],
        notes=notes,
    )


def held_of(group: JobGroup) -> HeldGroup:
    """Describe a group of what is held."""
    reason = group.held_by or "?"
    tenant = min(group.tenants) if len(group.tenants) == 1 else None
    href = address("/jobs", JobChoice(tenant=tenant, held_by=held_by_of(reason)))
    return HeldGroup(held_by_words(reason), group.jobs, group.oldest, sorted(group.tenants), href)
