"""The hours in memory; the jobs that are counted are put there."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flow_omnium.job_hours.contract import Counted, Hour, hour_of_slice


@dataclass
class MemoryJobHours:
    """Implements `JobHours`: `happened` is what came or ended, and when."""

    happened: list[tuple[datetime, Counted]] = field(default_factory=list)
    up_to: datetime | None = None
    leader: tuple[str, datetime] | None = None
    kept: dict[tuple[str, str, datetime], tuple[datetime, Counter[str]]] = field(default_factory=dict)

    async def lead(self, owner: str, at: datetime, duration: timedelta) -> bool:
        """See `JobHours.lead`."""
        if self.leader is not None and self.leader[0] != owner and self.leader[1] > at:
            return False
        self.leader = (owner, at + duration)
        return True

    async def counted_up_to(self) -> datetime | None:
        """See `JobHours.counted_up_to`."""
        return self.up_to

    async def count(self, since: datetime, until: datetime) -> Sequence[Counted]:
        """See `JobHours.count`."""
        return [one for at, one in self.happened if since <= at < until]

    async def add(self, until: datetime, counted: Sequence[Counted]) -> None:
        """See `JobHours.add`."""
        hour = hour_of_slice(until)
        for key in dict.fromkeys((one.tenant_uid, one.kind, hour) for one in counted):
            up_to, counts = self.kept.get(key, (None, Counter[str]()))
            if up_to is not None and up_to >= until:
                continue
            for one in counted:
                if (one.tenant_uid, one.kind) == key[:2]:
                    counts[one.outcome] += one.jobs
            self.kept[key] = (until, counts)
        self.up_to = until if self.up_to is None else max(self.up_to, until)

    async def hours(self, since: datetime, tenants: Collection[str] | None = None) -> Sequence[Hour]:
        """See `JobHours.hours`."""
        summed: dict[tuple[str, datetime], Counter[str]] = {}
        for (tenant, _, hour), (_, counts) in self.kept.items():
            if hour >= since and (tenants is None or tenant in tenants):
                summed.setdefault((tenant, hour), Counter()).update(counts)
        return [Hour(tenant, hour, dict(counts)) for (tenant, hour), counts in sorted(summed.items())]
