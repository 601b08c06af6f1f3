"""What a tenant's settings say of its tasks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from flow_omnium.tasks.kind import PREREQUISITES, TaskName

_NO_PROPERTIES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class TaskSchedule:
    """One task of a tenant: five-field cron and the IANA zone in which it is read, see `runtime.schedule`."""

    cron: str
    zone: str
    is_disabled: bool = False
    properties: Mapping[str, str] = field(default_factory=lambda: _NO_PROPERTIES)

    @property
    def text(self) -> str:
        """Cron and zone in one: where it has changed, the task is due by the new one."""
        return f"{self.cron} {self.zone}"


@dataclass(frozen=True)
class TaskSettings:
    """The tasks of a tenant by name, and in words what their runs cover (markets, language, …).

    A task that is not named is never due, but can be asked for.
    """

    schedules: Mapping[TaskName, TaskSchedule]
    scope: str = ""

    def prerequisites(self, task: TaskName) -> list[TaskName]:
        """Return what the task's first run waits for: of those in the table the ones that are enabled."""
        return [each for each in PREREQUISITES[task] if self.is_enabled(each)]

    def is_enabled(self, task: TaskName) -> bool:
        """Tell whether it runs by its schedule."""
        schedule = self.schedules.get(task)
        return schedule is not None and not schedule.is_disabled
