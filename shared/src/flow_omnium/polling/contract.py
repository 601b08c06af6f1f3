"""What a poll asks of whoever makes jobs, and of whoever watches what becomes of the records that it sights."""

from collections.abc import Sequence
from typing import Protocol

from flow_omnium.jobs.seen import KnownRecords
from flow_omnium.jobs.worker.other_jobs import Wanted
from flow_omnium.polling.source import Sighting
from flow_omnium.tasks.task import TaskRun


class MakesJobs(Protocol):
    """Makes jobs as if their events had come."""

    async def make(self, tenant_uid: str, wanted: Sequence[Wanted]) -> int:
        """Return how many are new: where one is pending already, it serves as well. Raises LedgerUnavailableError."""
        ...


class Watched(Protocol):
    """One run of a poll, watched."""

    async def take(self, batch: Sequence[Sighting], known: KnownRecords) -> None:
        """Note which of the records are as they should be, and which are not yet. Raises LedgerUnavailableError."""
        ...

    async def end(self) -> None:
        """Look again at what was not as it should be and was not sighted. Raises the outcomes of `flow_omnium.outcomes`."""
        ...


class Watches(Protocol):
    """Watches what becomes of sighted records."""

    def begin(self, run: TaskRun) -> Watched:
        """Begin with a run."""
        ...


class Unwatched:
    """Implements `Watches` and `Watched` where nobody watches."""

    def begin(self, _run: TaskRun) -> Watched:
        """See `Watches.begin`."""
        return self

    async def take(self, batch: Sequence[Sighting], known: KnownRecords) -> None:
        """See `Watched.take`."""

    async def end(self) -> None:
        """See `Watched.end`."""
