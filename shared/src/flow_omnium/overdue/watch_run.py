"""Watching a poll: what it sights that is not as it should be is kept, and dropped once a later look finds that it is."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from flow_omnium.jobs.seen import Known, KnownRecords, SeenRecords, known_of
from flow_omnium.overdue.contract import AwaitedRecords, ReadsAgain
from flow_omnium.overdue.judging import SENDERS, is_met, judged, sender_of, silence, told_of
from flow_omnium.overdue.record import Awaited
from flow_omnium.polling.contract import Watched
from flow_omnium.polling.expectation import OverdueState
from flow_omnium.polling.source import Sighting
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import TaskRun

LOOKS_AGAIN: Final = 1_000
"""Overdue records of a poll that one run looks at again."""

READS_AGAIN: Final = 20
"""Those of them that it reads anew from their system."""

READ_AFTER: Final = timedelta(hours=1)
"""A poll sights what changes; to read it anew only makes sure of what changed while no poll ran."""

_NOT_BY_JOBS: Final = frozenset({OverdueState.PICK_UP, OverdueState.SENDER})
"""What no job of ours makes so."""


class OverdueWatch:
    """Implements `Watches`. `again` reads the records of those polls whose lists tell deadlines."""

    def __init__(
        self, records: AwaitedRecords, seen: SeenRecords, again: Mapping[TaskName, ReadsAgain]
    ) -> None:
        self._records = records
        self._seen = seen
        self._again = again

    def begin(self, run: TaskRun) -> Watched:
        """See `Watches.begin`."""
        return _WatchedRun(run, self._records, self._seen, self._again.get(run.task))


class _WatchedRun:
    """Implements `Watched`."""

    def __init__(
        self, run: TaskRun, records: AwaitedRecords, seen: SeenRecords, again: ReadsAgain | None
    ) -> None:
        self._run = run
        self._tenant_uid = run.tenant.tenant_uid
        self._records = records
        self._seen = seen
        self._again = again
        self._told = self._missed = 0

    async def take(self, batch: Sequence[Sighting], known: KnownRecords) -> None:
        """See `Watched.take`."""
        told, missed = told_of(batch, known)
        self._told += told
        self._missed += missed
        await self._keep(batch, known)

    async def end(self) -> None:
        """See `Watched.end`."""
        await self._listen()
        now = self._run.started_at
        due = await self._records.due(self._tenant_uid, self._run.task, now, LOOKS_AGAIN)
        await self._look_again([one for one in due if one.name.state not in _NOT_BY_JOBS])
        if self._again is not None:
            await self._read_again(self._again, [one for one in due if _is_to_be_read(one, self._run)])

    async def _keep(self, batch: Sequence[Sighting], known: KnownRecords) -> None:
        found = judged(self._run.task, batch, known, self._run.started_at)
        await self._records.settle(self._tenant_uid, found.met)
        await self._records.note(self._tenant_uid, found.unmet)

    async def _listen(self) -> None:
        """Keep that a sender is silent, or that it is not; where nothing has changed nothing is known."""
        if self._run.task not in SENDERS:
            return
        if self._told:
            await self._records.settle(self._tenant_uid, [sender_of(self._run.task)])
        elif self._missed:
            kept = silence(self._run.task, self._missed, self._run.started_at)
            await self._records.note(self._tenant_uid, [kept])

    async def _look_again(self, due: Sequence[Awaited]) -> None:
        """Drop what jobs have made agree since; what is left is looked at again by the next runs."""
        known = await known_of(self._seen, self._tenant_uid, [(one.name.kind, one.name.key) for one in due])
        met = [one for one in due if is_met(one, known[one.name.kind].get(one.name.key, Known()))]
        names = {one.name for one in met}
        await self._records.settle(self._tenant_uid, names)
        await self._touch([one for one in due if one.name not in names])

    async def _read_again(self, again: ReadsAgain, due: Sequence[Awaited]) -> None:
        """Read some records anew: one that is gone is awaited no more."""
        some = due[:READS_AGAIN]
        keys = [one.name.key for one in some]
        found = [one async for one in again.read_again(self._run.tenant, keys, self._run.started_at)]
        there = {one.key for one in found}
        gone = [one.name for one in some if one.name.key not in there]
        await self._records.settle(self._tenant_uid, gone)
        await self._touch([one for one in some if one.name.key in there])
        known = await known_of(self._seen, self._tenant_uid, [(one.kind, one.key) for one in found])
        await self._keep(found, known)

    async def _touch(self, still: Sequence[Awaited]) -> None:
        """Note that somebody has looked, so that the next run begins with others."""
        names = [one.name for one in still]
        await self._records.looked(self._tenant_uid, names, self._run.started_at)


def _is_to_be_read(one: Awaited, run: TaskRun) -> bool:
    if one.name.state is not OverdueState.PICK_UP:
        return False
    return one.looked_at is None or one.looked_at <= run.started_at - READ_AFTER
