"""Jobs that are under way, or have ended of late, in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.work import Work


@dataclass
class MemoryWork:
    """Implements `RecentWork`: the moment of a job is when it ended; None: it has not."""

    jobs: dict[Work, datetime | None] = field(default_factory=dict)

    async def since(self, _tenant_uid: str, kinds: Collection[JobKind], at: datetime) -> Sequence[Work]:
        """See `RecentWork.since`."""
        wanted = {kind.value for kind in kinds}
        return [
            job for job, ended in self.jobs.items() if job.kind in wanted and (ended is None or ended >= at)
        ]
