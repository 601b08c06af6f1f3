"""What a poll asks of whoever makes jobs."""

from collections.abc import Sequence
from typing import Protocol

from flow_omnium.jobs.worker.other_jobs import Wanted


class MakesJobs(Protocol):
    """Makes jobs as if their events had come."""

    async def make(self, tenant_uid: str, wanted: Sequence[Wanted]) -> int:
        """Return how many are new: where one is pending already, it serves as well. Raises LedgerUnavailableError."""
        ...
