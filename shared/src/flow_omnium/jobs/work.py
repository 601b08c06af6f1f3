"""Which jobs of a tenant are under way, or have ended of late: what they tell the other system it may not show yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from flow_omnium.jobs.kinds import JobKind


@dataclass(frozen=True)
class Work:
    """One job: its kind, its key, and the store in Flow that its event named."""

    kind: str
    key: str
    store_uid: str | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class RecentWork(Protocol):
    """Looks up what is told, or was just told. Raises LedgerUnavailableError."""

    async def since(self, tenant_uid: str, kinds: Collection[JobKind], at: datetime) -> Sequence[Work]:
        """Return the jobs of these kinds that are pending, run, or have ended at this moment (UTC) or later.

        What an operator has cancelled is never told, so it does not count.
        """
        ...


class NoRecentWork:
    """Implements `RecentWork` where there is no ledger."""

    async def since(self, _tenant_uid: str, _kinds: Collection[JobKind], _at: datetime) -> Sequence[Work]:
        """See `RecentWork.since`."""
        return ()


NO_WORK: Final = NoRecentWork()
