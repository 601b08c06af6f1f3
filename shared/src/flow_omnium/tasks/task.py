"""What a scheduled task is: it gets a run, reads, compares and writes, counts in the tally, and returns or raises an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Protocol

from flow_omnium.outcomes import Misconfigured
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.request import RunRequest
from flow_omnium.tasks.tally import Tally
from flow_omnium.tenants.tenant import Tenant

OVERLAP: Final = timedelta(seconds=60)
"""A run reads again what changed so shortly before the watermark: search shows a change some seconds late."""

_NO_PROPERTIES: Final[Mapping[str, str]] = MappingProxyType({})


class RunRefused(Misconfigured):
    """The run would do what a person must agree to first (`tasks run … --confirm`), or cannot be done as it is set up."""


@dataclass(frozen=True)
class TaskRun:
    """Everything a task may know of the run. Times are UTC; a task reads no other clock.

    `since`: only what has changed from then on is read, the overlap is taken off already; None: everything. `is_full`:
    also what this run does not find is looked after. `is_first`: none of this task has ended well yet. `request`: what a person asked for, None in a scheduled run.
    `properties` are those of the tenant's file. `tally` is counted in while the run goes on.
    """

    tenant: Tenant
    task: TaskName
    started_at: datetime
    since: datetime | None = None
    is_full: bool = True
    is_first: bool = False
    request: RunRequest | None = None
    properties: Mapping[str, str] = field(default_factory=lambda: _NO_PROPERTIES)
    tally: Tally = field(default_factory=Tally)

    @property
    def is_dry(self) -> bool:
        """Whether nothing may be written: what would be is told."""
        return self.request is not None and self.request.is_dry

    @property
    def skus(self) -> tuple[str, ...]:
        """The products that are asked for; empty: all."""
        return self.request.skus if self.request else ()

    @property
    def is_confirmed(self) -> bool:
        """Whether a person has agreed to what the run would refuse otherwise."""
        return self.request is not None and self.request.is_confirmed


class Task(Protocol):
    """A scheduled task. The same object runs for every tenant, several at once: it keeps nothing of a run."""

    async def run(self, run: TaskRun) -> None:
        """Do it once; every step can be repeated.

        Raises Deferred to stop and go on later, RunRefused and Misconfigured where a person must act, and any other
        Failed to be tried again after a while. What was written by then stays written.
        """
        ...
