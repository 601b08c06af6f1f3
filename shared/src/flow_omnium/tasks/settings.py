"""What a tenant's settings say of its tasks: when each is due, and what its runs cover."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from flow_omnium.runtime.schedule import Every, Recurrence, Schedule
from flow_omnium.tasks.kind import PREREQUISITES, TaskName

FULL_EVERY: Final = timedelta(days=7)
"""How old the latest full run may be: it finds what no list of changes tells, such as what was removed."""

_NO_PROPERTIES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class TaskSchedule:
    """One task of a tenant that runs by the clock: five-field cron and the IANA zone in which it is read, see `runtime.schedule`."""

    cron: str
    zone: str
    is_disabled: bool = False
    properties: Mapping[str, str] = field(default_factory=lambda: _NO_PROPERTIES)

    @property
    def text(self) -> str:
        """Cron and zone in one: where it has changed, the task is due by the new one."""
        return f"{self.cron} {self.zone}"

    def recurrence(self) -> Recurrence:
        """Return when it is due. Raises ValueError for what cannot be read."""
        return Schedule(self.cron, self.zone)


@dataclass(frozen=True)
class Interval:
    """One task of a tenant that runs again and again, so long after its last run has ended."""

    every: timedelta
    is_disabled: bool = False
    properties: Mapping[str, str] = field(default_factory=lambda: _NO_PROPERTIES)

    @property
    def text(self) -> str:
        """The interval in words: where it has changed, the task is due by the new one."""
        return self.recurrence().text

    def recurrence(self) -> Recurrence:
        """Return when it is due."""
        return Every(self.every)


@dataclass(frozen=True)
class TaskSettings:
    """The tasks of a tenant by name, and in words what their runs cover (markets, language, …).

    A task that is not named is never due, but can be asked for. `full_every`: how old the latest full run may be; None: none is
    made but the first.
    """

    schedules: Mapping[TaskName, TaskSchedule | Interval]
    scope: str = ""
    full_every: timedelta | None = FULL_EVERY

    def prerequisites(self, task: TaskName) -> list[TaskName]:
        """Return what the task's first run waits for: of those in the table the ones that are enabled."""
        return [each for each in PREREQUISITES[task] if self.is_enabled(each)]

    def is_enabled(self, task: TaskName) -> bool:
        """Tell whether it runs by its schedule."""
        schedule = self.schedules.get(task)
        return schedule is not None and not schedule.is_disabled
