"""A poll as a task: it looks at what changed at a vendor since the last look, and makes the jobs that no event has made."""

from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import Final

from flow_omnium.jobs.seen import KnownRecords, SeenRecords, known_of
from flow_omnium.jobs.worker.other_jobs import Wanted
from flow_omnium.polling.contract import MakesJobs, Unwatched, Watches
from flow_omnium.polling.intervals import interval_of
from flow_omnium.polling.missed import missed
from flow_omnium.polling.source import Sighting, Source, Window
from flow_omnium.tasks.kind import POLLED, TaskName
from flow_omnium.tasks.task import TaskRun

GRACE: Final = timedelta(seconds=30)
"""What is younger is left to its event, which Omnium tries for 21 seconds (omnium.md 3.5), and to the next poll; of a short
interval a quarter, since who asks so often does not want to wait."""

LISTED_LATE: Final = timedelta(minutes=4)
"""How much more than the engine's overlap of a minute is read again: a search index under load shows a change minutes late,
and a vendor's clock may be behind ours. What was seen then costs no job, so all that it costs is a longer list. Levels have
no versions by which they would be known again, so of them no more is read."""

LOOKS_BACK: Final = timedelta(days=1)
"""How far a poll goes back, after an outage, a deactivation, or where somebody asks with `--full`: what is older is a
reconciliation's, since nobody may want the orders of a whole month in the shop."""


class PollTask:
    """Implements `Task` for one source."""

    def __init__(
        self, source: Source, seen: SeenRecords, jobs: MakesJobs, watches: Watches | None = None
    ) -> None:
        self._source = source
        self._seen = seen
        self._jobs = jobs
        self._watches = watches or Unwatched()

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`."""
        window = window_of(run)
        if window is None:
            return
        if run.since is not None and run.since < window.since:
            run.tally.flag(_cut(run, run.since, window))
        watched = (Unwatched() if run.is_dry else self._watches).begin(run)
        async with aclosing(self._source.sightings(run.tenant, window, run.tally.flag)) as batches:
            async for batch in batches:
                sighted = [(one.kind, one.key) for one in batch]
                known = await known_of(self._seen, run.tenant.tenant_uid, sighted)
                await self._take(run, batch, known)
                await watched.take(batch, known)
        await watched.end()

    async def _take(self, run: TaskRun, batch: Sequence[Sighting], known: KnownRecords) -> None:
        tenant_uid = run.tenant.tenant_uid
        needed = missed(batch, known)
        run.tally.read += len(batch)
        run.tally.unchanged += len(batch) - len(needed)
        for one in needed:
            run.tally.tell(f"no event has told of {one.kind.value} {one.key}")
        if needed and not run.is_dry:
            told = {POLLED: run.task.value}
            wanted = [Wanted(one.kind, one.key, {**one.event, **told}) for one in needed]
            run.tally.written += await self._jobs.make(tenant_uid, wanted)


def window_of(run: TaskRun) -> Window | None:
    """Return what a run looks at; None for the first one of a tenant, whose watermark is all that it leaves.

    It goes on where the one before has ended: that one has left out its last 30 seconds, and the overlap takes in five minutes.
    """
    until = run.started_at - _grace(run)
    since = _since(run)
    if since is None or since > until:
        return None
    again = timedelta(0) if run.task is TaskName.POLL_STOCK else LISTED_LATE
    return Window(max(since - again, run.started_at - LOOKS_BACK), until)


def _grace(run: TaskRun) -> timedelta:
    """Return what is left to events; who asks for a run wants to know how it is now."""
    if run.request is not None:
        return timedelta(0)
    every = interval_of(run.tenant, run.task)
    return GRACE if every is None else min(GRACE, every / 4)


def _since(run: TaskRun) -> datetime | None:
    furthest = run.started_at - LOOKS_BACK
    if run.since is not None:
        return max(run.since, furthest)
    is_asked = run.request is not None and run.request.is_full
    return furthest if is_asked else None


def _cut(run: TaskRun, since: datetime, window: Window) -> str:
    return (
        f"no poll since {since:%Y-%m-%d %H:%M} UTC: what changed before {window.since:%Y-%m-%d %H:%M} is looked for by a "
        f"reconciliation alone (`flow-omnium reconcile --tenant {run.tenant.tenant_uid}`)"
    )
