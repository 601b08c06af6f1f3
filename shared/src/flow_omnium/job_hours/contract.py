"""What is asked of where the hours are kept, and of where their jobs are counted. Pure but for the protocols."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from flow_omnium.jobs.state import JobState

SLICE: Final = timedelta(minutes=5)
"""So much of an hour is counted at a time: this bounds what one look reads of the ledger."""

KEPT: Final = timedelta(days=40)
"""How long an hour is kept: longer than the jobs themselves."""

ACCEPTED: Final = "accepted"
"""Stands beside the final states: how many jobs came."""

_EPOCH: Final = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Counted:
    """How many jobs of a tenant and kind came (ACCEPTED), or ended in a state."""

    tenant_uid: str
    kind: str
    outcome: str
    jobs: int


@dataclass(frozen=True)
class Hour:
    """What a tenant's hour was like; `at` is its beginning (UTC). `counts` is by state, and ACCEPTED."""

    tenant_uid: str
    at: datetime
    counts: Mapping[str, int]

    @property
    def accepted(self) -> int:
        """How many events made a job."""
        return self.counts.get(ACCEPTED, 0)

    @property
    def ended(self) -> int:
        """How many jobs ended, in whatever state."""
        return sum(jobs for outcome, jobs in self.counts.items() if outcome != ACCEPTED)

    def of(self, state: JobState) -> int:
        """How many jobs ended in a state."""
        return self.counts.get(state.value, 0)


class JobHours(Protocol):
    """Keeps the hours. Every method raises LedgerUnavailableError."""

    async def lead(self, owner: str, at: datetime, duration: timedelta) -> bool:
        """Take or keep the lease of who counts for all; False while another one has it."""
        ...

    async def counted_up_to(self) -> datetime | None:
        """Return the end of the latest slice that is counted (UTC); None where none is."""
        ...

    async def count(self, since: datetime, until: datetime) -> Sequence[Counted]:
        """Count in the ledger what came and what ended from `since` on and before `until` (UTC)."""
        ...

    async def add(self, until: datetime, counted: Sequence[Counted]) -> None:
        """Add the slice that ends at `until` to its hour. It can be repeated; slices are added in their order."""
        ...

    async def hours(self, since: datetime, tenants: Collection[str] | None = None) -> Sequence[Hour]:
        """Return the hours from a moment (UTC) on, of some tenants or of all, by tenant and time; a silent hour is left out."""
        ...


def slice_of(at: datetime) -> datetime:
    """Return the beginning of the slice that a moment is in."""
    return at - (at - _EPOCH) % SLICE


def hour_of_slice(until: datetime) -> datetime:
    """Return the beginning of the hour that the slice which ends at `until` belongs to."""
    return (until - SLICE).replace(minute=0, second=0, microsecond=0)
