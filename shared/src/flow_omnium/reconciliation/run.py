"""Working off one reconciliation: its records are listed, and each is compared by the plan that its job would make.

The list is read in one go before anything is compared: it goes on changing, and a scroll expires. A run may end at any moment;
what is noted and what is compared is kept, so the next one goes on with what is left.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.handler import AwaitsJob
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.jobs.worker.other_jobs import Wanted
from flow_omnium.outcomes import Failed, Ignored, JobInterrupted, Unavailable
from flow_omnium.polling.source import Sighting, Window
from flow_omnium.reconciliation.compares import Compares
from flow_omnium.reconciliation.comparing import STOPS, Comparing
from flow_omnium.reconciliation.flags import no_longer_open
from flow_omnium.reconciliation.judging import (
    Judgement,
    judged_by,
    kept,
    stops,
)
from flow_omnium.reconciliation.parts import ReportParts
from flow_omnium.reconciliation.report import MOST_NOTES, Report, Row
from flow_omnium.reconciliation.result import DRIFT, Result
from flow_omnium.tasks.tally import Tally
from flow_omnium.tenants.tenant import Tenant

BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Since when there is anything, where nobody has said."""

RECONCILED: Final = "reconciled"
"""The field of a job's event that names the report which has found what differs."""

BATCH: Final = 50
"""So many records are compared, then noted."""

UNKNOWN: Final = "neither Omnium nor Flow has a record of this id"

_A_JOB_WAITS: Final = Judgement(Result.PENDING, error="a job of it is pending")


class NothingLists(Failed):
    """There is no list of what changed in a window."""


@dataclass
class ReportRun:
    """Works off one report of a tenant. `awaits` tells of the tenant's jobs."""

    parts: ReportParts
    compares: Compares
    tenant: Tenant
    report: Report
    tally: Tally
    awaits: AwaitsJob
    _notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._comparing = Comparing(self.parts, self.tenant, self.awaits)

    async def work(self) -> Report:
        """Compare what is left, and return the report as it stands then; it is not over yet.

        Raises Deferred, Unavailable and TokenUnavailable to go on later, other outcomes where the records cannot be listed.
        """
        self._notes = list(self.report.notes)
        if self.report.total is None:
            await self._list()
        self.report = replace(self.report, counts=await self.parts.store.counted(self.report.id))
        while batch := await self.parts.store.left(self.report.id, BATCH):
            await self._take(batch)
        return self.report

    async def _list(self) -> None:
        ids, uid = self.report.order.ids, self.report.id
        async with aclosing(self._listed() if ids is None else self._named(ids)) as batches:
            async for batch in batches:
                await self.parts.store.note(uid, batch)
        total = await self.parts.store.noted(uid)
        self.report = replace(self.report, total=total, notes=tuple(self._notes))
        await self.parts.store.save(self.report)

    async def _listed(self) -> AsyncGenerator[Sequence[Sighting], None]:
        order = self.report.order
        if not self.compares.sources:
            message = f"no published route lists which {order.kind.value} changed: they can only be named by their ids"
            raise NothingLists(message)
        window = Window(order.since or BEGINNING, order.until or self.parts.clock.now())
        for source in self.compares.sources:
            try:
                async with aclosing(source.sightings(self.tenant, window, self._note)) as batches:
                    async for batch in batches:
                        yield [one for one in batch if one.kind in self.compares.kinds]
            except Ignored as ignored:
                self._note(ignored.reason)

    async def _named(self, ids: Sequence[str]) -> AsyncGenerator[Sequence[Sighting], None]:
        for id_ in dict.fromkeys(ids):
            found: Sequence[Sighting] = ()
            judgement = Judgement(Result.NOT_COMPARABLE, error_class="NotFound", error=UNKNOWN)
            try:
                found = await self.compares.find(self.tenant, id_)
            except (*STOPS, Unavailable):
                raise
            except JobInterrupted as outcome:
                if stops(outcome):
                    raise
                judgement = judged_by(outcome)
            if not found:
                unfound = self._row(Sighting(self.compares.kinds[0], id_, ""), judgement)
                await self.parts.store.add(self.report.id, [unfound])
            yield found

    async def _take(self, batch: Sequence[Sighting]) -> None:
        pending = await self._pending(batch)
        waits = [one for one in batch if (one.kind, one.key) in pending]
        others = [one for one in batch if (one.kind, one.key) not in pending]
        # Before they are compared, so that nothing newer is settled.
        flagged = await self._flagged(others)
        compared = await asyncio.gather(*map(self._comparing.row_of, others))
        # Before their rows are kept, since then they are not compared again.
        if over := no_longer_open(flagged, compared):
            await self.parts.flagged.settle(over, self.report.id, self.parts.clock.now())
        rows = [*(self._row(one, _A_JOB_WAITS) for one in waits), *filter(None, compared)]
        await self._keep(await self._fixed(rows, batch))
        if self._comparing.stopped is not None:
            raise self._comparing.stopped

    async def _pending(self, batch: Sequence[Sighting]) -> Collection[tuple[JobKind, str]]:
        keys: defaultdict[JobKind, set[str]] = defaultdict(set)
        for one in batch:
            keys[one.kind].add(one.key)
        uid = self.tenant.tenant_uid
        known = {kind: await self.parts.seen.known(uid, kind, each) for kind, each in keys.items()}
        return {
            (kind, key) for kind, each in known.items() for key, found in each.items() if found.is_pending
        }

    async def _flagged(self, batch: Sequence[Sighting]) -> Sequence[JobEntry]:
        """Return the jobs of the records with open flags; a dry run settles none, so it asks for none."""
        if self.report.order.dry_run:
            return ()
        records = {(one.kind, one.key) for one in batch}
        return await self.parts.flagged.flagged(self.tenant.tenant_uid, records)

    async def _fixed(self, rows: Sequence[Row], batch: Sequence[Sighting]) -> Sequence[Row]:
        """Make jobs for what differs, where that is wanted: before the rows are kept, so that none can lack its job."""
        events = {(one.kind, one.key): one.event for one in batch}
        drift = [row for row in rows if row.result in DRIFT]
        if not self.report.makes_jobs or not drift:
            return rows
        told = {RECONCILED: self.report.id}
        wanted = [Wanted(row.kind, row.key, {**events[row.kind, row.key], **told}) for row in drift]
        self.tally.written += await self.parts.jobs.make(self.tenant.tenant_uid, wanted)
        return [replace(row, is_fixed=True) if row.result in DRIFT else row for row in rows]

    async def _keep(self, rows: Sequence[Row]) -> None:
        if self._comparing.stopped is not None:
            # What was not answered in an outage is compared again once the system is back.
            rows = [row for row in rows if row.judgement.error_class != Unavailable.__name__]
        await self.parts.store.add(self.report.id, rows)
        counts = self.report.counts.and_of((row.result, row.is_fixed) for row in rows)
        self.report = replace(self.report, counts=counts, notes=tuple(self._notes))
        await self.parts.store.save(self.report)
        self.tally.read += len(rows)
        self.tally.unchanged += sum(row.result is Result.AGREE for row in rows)
        self.tally.set_aside += sum(row.result is Result.NOT_COMPARABLE for row in rows)

    def _row(self, one: Sighting, judgement: Judgement) -> Row:
        return Row(one.kind, one.key, judgement, self.parts.clock.now())

    def _note(self, line: str) -> None:
        text = kept(line)
        if text not in self._notes and len(self._notes) < MOST_NOTES:
            self._notes.append(text)
