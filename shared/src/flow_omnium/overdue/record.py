"""A record that is not as it should be, as it is kept until a later look finds that it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.tasks.kind import TaskName

KEPT: Final = timedelta(days=30)
"""How long one is kept after its time, as long as the entries of jobs."""


class AwaitedName(NamedTuple):
    """By what one is known within its tenant. `kind` and `key` are those of its job; of a sender `key` is its name."""

    state: OverdueState
    kind: JobKind
    key: str
    part: str = ""


@dataclass(frozen=True)
class Awaited:
    """A record that is to become as it should be by a time; after that it is overdue. Times are UTC.

    `task` is the poll that looks after it, `version` the one that it was sighted in last, `since` when it was first found so.
    `is_told`: the record itself tells `by`. It takes `needs` sightings before it counts; `sightings` are those by now.
    """

    name: AwaitedName
    task: TaskName
    version: str
    since: datetime
    by: datetime
    is_told: bool = False
    sightings: int = 1
    needs: int = 1
    looked_at: datetime | None = None


@dataclass(frozen=True)
class Overdue:
    """An awaited record of a tenant whose time is over."""

    tenant_uid: str
    awaited: Awaited


@dataclass(frozen=True)
class OverdueCount:
    """How many records of a tenant are overdue in a state, and until when the longest of them should have been done (UTC)."""

    number: int
    longest: datetime
