"""Reconciliations that last as long as the process: for tests."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.polling.source import Sighting
from flow_omnium.reconciliation.order import Ordered, ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import MOST_ROWS, OPEN, Report, ReportState, Row
from flow_omnium.reconciliation.result import Counts, Result

_Record = tuple[JobKind, str]


class MemoryReconciliations:
    """Implements `Reconciliations`; a test may look at what is kept."""

    def __init__(self) -> None:
        self.kept: dict[str, Report] = {}
        self.compared_rows: defaultdict[str, dict[_Record, Row]] = defaultdict(dict)
        self.noted_records: defaultdict[str, dict[_Record, Sighting]] = defaultdict(dict)

    async def order(self, wanted: ReconciliationOrder) -> Ordered:
        """See `Reconciliations.order`."""
        for id_, report in self.kept.items():
            if report.state is ReportState.QUEUED and _covers(report.order, wanted):
                return Ordered(id_, wanted.kind, is_new=False)
        id_ = uuid.uuid4().hex
        self.kept[id_] = Report(id_, wanted)
        return Ordered(id_, wanted.kind, is_new=True)

    async def unfinished(self, tenant_uid: str, kinds: Collection[ReconciliationKind]) -> Sequence[Report]:
        """See `Reconciliations.unfinished`."""
        mine = [one for one in self.kept.values() if one.order.tenant_uid == tenant_uid]
        found = [one for one in mine if one.order.kind in kinds and one.state in OPEN]
        return sorted(found, key=lambda one: (one.order.at, one.id))

    async def note(self, report_id: str, records: Sequence[Sighting]) -> None:
        """See `Reconciliations.note`."""
        for one in records:
            record = (one.kind, one.key)
            if record not in self.compared_rows[report_id]:
                self.noted_records[report_id].setdefault(record, one)

    async def left(self, report_id: str, limit: int) -> Sequence[Sighting]:
        """See `Reconciliations.left`."""
        found = [*self.noted_records[report_id].values()]
        return sorted(found, key=lambda one: f"{one.kind.value}/{one.key}")[:limit]

    async def add(self, report_id: str, rows: Sequence[Row]) -> None:
        """See `Reconciliations.add`."""
        for row in rows:
            self.noted_records[report_id].pop((row.kind, row.key), None)
            self.compared_rows[report_id][row.kind, row.key] = row

    async def noted(self, report_id: str) -> int:
        """See `Reconciliations.noted`."""
        return len(self.noted_records[report_id]) + len(self.compared_rows[report_id])

    async def counted(self, report_id: str) -> Counts:
        """See `Reconciliations.counted`."""
        rows = self.compared_rows[report_id].values()
        return Counts().and_of((row.result, row.is_fixed) for row in rows)

    async def save(self, report: Report) -> None:
        """See `Reconciliations.save`."""
        if report.state not in OPEN:
            left = await self.rows(report.id, MOST_ROWS)
            self.noted_records[report.id].clear()
            self.compared_rows[report.id] = {(row.kind, row.key): row for row in left}
        self.kept[report.id] = report

    async def read(self, report_id: str) -> Report | None:
        """See `Reconciliations.read`."""
        return self.kept.get(report_id)

    async def reports(self, tenant_uid: str, limit: int) -> Sequence[Report]:
        """See `Reconciliations.reports`."""
        found = [one for one in self.kept.values() if one.order.tenant_uid == tenant_uid]
        return sorted(found, key=lambda one: one.order.at, reverse=True)[:limit]

    async def rows(self, report_id: str, limit: int, result: Result | None = None) -> Sequence[Row]:
        """See `Reconciliations.rows`."""
        found = [
            row
            for row in self.compared_rows[report_id].values()
            if (row.result is not Result.AGREE if result is None else row.result is result)
        ]
        return sorted(found, key=lambda row: f"{row.kind.value}/{row.key}")[:limit]

    async def latest(
        self, kinds: Collection[ReconciliationKind], since: datetime
    ) -> Mapping[tuple[str, ReconciliationKind], Report]:
        """See `Reconciliations.latest`."""
        done = [
            (one.ended_at, one)
            for one in self.kept.values()
            if one.state is ReportState.DONE and one.order.kind in kinds and one.order.ids is None
        ]
        recent = sorted((at, one.id) for at, one in done if at is not None and at > since)
        newest = [self.kept[id_] for _, id_ in recent]
        return {(one.order.tenant_uid, one.order.kind): one for one in newest}


def _covers(queued: ReconciliationOrder, wanted: ReconciliationOrder) -> bool:
    """Tell whether one would do the same as another, and looks back as far at least."""
    if queued != replace(wanted, by=queued.by, at=queued.at, since=queued.since):
        return False
    return queued.since is None or (wanted.since is not None and queued.since <= wanted.since)
