"""What is asked of where awaited records are kept. Every method raises LedgerUnavailableError."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from flow_omnium.overdue.record import Awaited, AwaitedName, Overdue, OverdueCount
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.polling.source import Sighting
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tenants.tenant import Tenant


class AwaitedRecords(Protocol):
    """Keeps the records that are to become as they should be."""

    async def note(self, tenant_uid: str, awaited: Sequence[Awaited]) -> None:
        """Keep them, or that they are still not so: `since`, and a deadline that no record tells, stay as they were first."""
        ...

    async def looked(self, tenant_uid: str, names: Collection[AwaitedName], at: datetime) -> None:
        """Note that somebody has looked at those of them that are kept, and found nothing new."""
        ...

    async def settle(self, tenant_uid: str, names: Collection[AwaitedName]) -> None:
        """Drop those of them that are kept: they are as they should be."""
        ...

    async def due(self, tenant_uid: str, task: TaskName, now: datetime, limit: int) -> Sequence[Awaited]:
        """Return those of a poll whose time is over, the one that was not looked at for longest first."""
        ...

    async def overdue(
        self, now: datetime, limit: int, tenant_uid: str | None = None, state: OverdueState | None = None
    ) -> Sequence[Overdue]:
        """Return what counts as overdue, the longest first."""
        ...

    async def counts(
        self, now: datetime, tasks: Collection[TaskName]
    ) -> Mapping[tuple[str, OverdueState], OverdueCount]:
        """Count what is overdue of these polls, by tenant and state."""
        ...


class ReadsAgain(Protocol):
    """Reads single records as a poll lists them."""

    def read_again(self, tenant: Tenant, keys: Sequence[str], now: datetime) -> AsyncIterator[Sighting]:
        """Yield those of them that are still there. Raises the outcomes of `flow_omnium.outcomes`."""
        ...
