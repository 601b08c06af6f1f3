"""Awaited records that last as long as the process: for tests."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flow_omnium.overdue.record import Awaited, AwaitedName, Overdue, OverdueCount
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.tasks.kind import TaskName


class MemoryAwaitedRecords:
    """Implements `AwaitedRecords`; a test may look at what is kept."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, AwaitedName], Awaited] = {}

    async def note(self, tenant_uid: str, awaited: Sequence[Awaited]) -> None:
        """See `AwaitedRecords.note`."""
        for one in awaited:
            before = self.kept.get((tenant_uid, one.name))
            self.kept[tenant_uid, one.name] = one if before is None else _still(before, one)

    async def looked(self, tenant_uid: str, names: Collection[AwaitedName], at: datetime) -> None:
        """See `AwaitedRecords.looked`."""
        for name in names:
            if (one := self.kept.get((tenant_uid, name))) is not None:
                self.kept[tenant_uid, name] = replace(one, looked_at=at)

    async def settle(self, tenant_uid: str, names: Collection[AwaitedName]) -> None:
        """See `AwaitedRecords.settle`."""
        for name in names:
            self.kept.pop((tenant_uid, name), None)

    async def due(self, tenant_uid: str, task: TaskName, now: datetime, limit: int) -> Sequence[Awaited]:
        """See `AwaitedRecords.due`."""
        found = [
            one
            for (tenant, _), one in self.kept.items()
            if tenant == tenant_uid and one.task is task and one.by <= now
        ]
        return sorted(found, key=lambda one: (one.looked_at or one.since, one.name))[:limit]

    async def overdue(
        self, now: datetime, limit: int, tenant_uid: str | None = None, state: OverdueState | None = None
    ) -> Sequence[Overdue]:
        """See `AwaitedRecords.overdue`."""
        found = [
            Overdue(tenant, one)
            for (tenant, name), one in self.kept.items()
            if tenant_uid in (None, tenant) and state in (None, name.state) and _counts(one, now)
        ]
        return sorted(found, key=lambda one: (one.awaited.by, one.tenant_uid, one.awaited.name))[:limit]

    async def counts(
        self, now: datetime, tasks: Collection[TaskName]
    ) -> Mapping[tuple[str, OverdueState], OverdueCount]:
        """See `AwaitedRecords.counts`."""
        found: dict[tuple[str, OverdueState], OverdueCount] = {}
        for (tenant, name), one in self.kept.items():
            if one.task in tasks and _counts(one, now):
                before = found.get((tenant, name.state), OverdueCount(0, one.by))
                longest = min(before.longest, one.by)
                found[tenant, name.state] = OverdueCount(before.number + 1, longest)
        return found


def _still(before: Awaited, one: Awaited) -> Awaited:
    by = one.by if one.is_told else before.by
    sightings = before.sightings + one.sightings
    return replace(one, since=before.since, by=by, sightings=sightings, needs=before.needs)


def _counts(one: Awaited, now: datetime) -> bool:
    return one.by <= now and one.sightings >= one.needs
