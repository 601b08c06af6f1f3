"""Reconciliations in MongoDB: one document each in `reconciliations`, one for each compared record in `reconciliation_rows`.

A report: `{_id, tenantUid, kind, since, until, ids, fix, dryRun, state, orderedAt, orderedBy}`, and once it has begun also
`counts`, `notes`, `error`, `startedAt`, `endedAt`.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.polling.source import Sighting
from flow_omnium.reconciliation.documents import (
    NOTED,
    noted_document,
    order_document,
    progress_of,
    read_noted,
    read_report,
    read_row,
    row_document,
    row_id,
)
from flow_omnium.reconciliation.order import QUEUED, Ordered, ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import KEPT, MOST_ROWS, OPEN, Report, ReportState, Row
from flow_omnium.reconciliation.result import Counts, Result
from flow_omnium.runtime.database import Collection as Stored
from flow_omnium.runtime.database import Database, Document, IndexModel

COLLECTION: Final = "reconciliations"
ROWS: Final = "reconciliation_rows"

INDEXES: Final = (
    IndexModel([("orderedAt", 1)], name="expiry", expireAfterSeconds=round(KEPT.total_seconds())),
    IndexModel([("tenantUid", 1), ("orderedAt", -1)], name="of_tenant"),
    IndexModel([("state", 1), ("endedAt", -1)], name="latest"),
)
ROW_INDEXES: Final = (
    IndexModel([("at", 1)], name="expiry", expireAfterSeconds=round(KEPT.total_seconds())),
    IndexModel([("report", 1), ("result", 1), ("_id", 1)], name="of_report"),
    IndexModel([("tenantUid", 1)], name="of_tenant"),
)

_NO_ROWS: Final = [Result.AGREE.value, NOTED]
"""What is kept only as long as a report is not over."""


class MongoReconciliations:
    """Implements `Reconciliations`."""

    def __init__(self, database: Database) -> None:
        self._runs: Stored = database[COLLECTION]
        self._rows: Stored = database[ROWS]

    async def order(self, wanted: ReconciliationOrder) -> Ordered:
        """See `Reconciliations.order`."""
        with translated():
            queued = await self._runs.find_one(_as_good_as(wanted), {"_id": 1})
            if queued is not None:
                return Ordered(str(queued["_id"]), wanted.kind, is_new=False)
            document = order_document(uuid.uuid4().hex, wanted)
            await self._runs.insert_one(document)
        return Ordered(document["_id"], wanted.kind, is_new=True)

    async def unfinished(self, tenant_uid: str, kinds: Collection[ReconciliationKind]) -> Sequence[Report]:
        """See `Reconciliations.unfinished`."""
        wanted = {
            "tenantUid": tenant_uid,
            "kind": {"$in": sorted(kind.value for kind in kinds)},
            "state": {"$in": sorted(state.value for state in OPEN)},
        }
        with translated():
            found = self._runs.find(wanted).sort([("orderedAt", 1), ("_id", 1)])
            return _known([read_report(document) async for document in found])

    async def note(self, report_id: str, records: Sequence[Sighting]) -> None:
        """See `Reconciliations.note`."""
        wanted = {row_id(report_id, one.kind, one.key): one for one in records}
        with translated():
            report = await self._of(report_id)
            known = self._rows.find({"_id": {"$in": sorted(wanted)}}, {"_id": 1})
            for id_ in [document["_id"] async for document in known]:
                del wanted[id_]
            if wanted and report is not None:
                uid, at = report["tenantUid"], report["orderedAt"]
                new = [noted_document(report_id, uid, one, at) for one in wanted.values()]
                await self._rows.insert_many(new)

    async def left(self, report_id: str, limit: int) -> Sequence[Sighting]:
        """See `Reconciliations.left`."""
        with translated():
            found = self._rows.find({"report": report_id, "result": NOTED}).sort("_id", 1).limit(limit)
            return [read_noted(document) async for document in found]

    async def add(self, report_id: str, rows: Sequence[Row]) -> None:
        """See `Reconciliations.add`."""
        with translated():
            report = await self._of(report_id)
            if report is None:
                return
            for row in rows:
                document = row_document(report_id, report["tenantUid"], row)
                await self._rows.replace_one({"_id": document["_id"]}, document, upsert=True)

    async def noted(self, report_id: str) -> int:
        """See `Reconciliations.noted`."""
        with translated():
            number: int = await self._rows.count_documents({"report": report_id})
        return number

    async def counted(self, report_id: str) -> Counts:
        """See `Reconciliations.counted`."""
        by = {"result": "$result", "isFixed": "$isFixed"}
        stages: list[Document] = [
            {"$match": {"report": report_id, "result": {"$ne": NOTED}}},
            {"$group": {"_id": by, "n": {"$sum": 1}}},
        ]
        counts = Counts()
        with translated():
            async for one in self._rows.aggregate(stages):
                found = (Result(one["_id"]["result"]), bool(one["_id"]["isFixed"]))
                counts = counts.and_of([found], int(one["n"]))
        return counts

    async def save(self, report: Report) -> None:
        """See `Reconciliations.save`."""
        with translated():
            if report.state not in OPEN:
                await self._prune(report.id)
            await self._runs.update_one({"_id": report.id}, {"$set": progress_of(report)})

    async def read(self, report_id: str) -> Report | None:
        """See `Reconciliations.read`."""
        with translated():
            found = await self._runs.find_one({"_id": report_id})
        return None if found is None else read_report(found)

    async def reports(self, tenant_uid: str, limit: int) -> Sequence[Report]:
        """See `Reconciliations.reports`."""
        with translated():
            found = self._runs.find({"tenantUid": tenant_uid}).sort("orderedAt", -1).limit(limit)
            return _known([read_report(document) async for document in found])

    async def recent(
        self, limit: int, tenants: Collection[str] | None = None, until: datetime | None = None
    ) -> Sequence[Report]:
        """Return the newest of some tenants, or of all, ordered up to a moment (UTC). Raises LedgerUnavailableError."""
        wanted: Document = {} if tenants is None else {"tenantUid": {"$in": sorted(tenants)}}
        if until is not None:
            wanted["orderedAt"] = {"$lte": until}
        with translated():
            found = self._runs.find(wanted).sort("orderedAt", -1).limit(limit)
            return _known([read_report(document) async for document in found])

    async def rows(
        self, report_id: str, limit: int, result: Result | None = None, after: str | None = None
    ) -> Sequence[Row]:
        """See `Reconciliations.rows`; `after` is the kind and the key of a row, as `Row.name` writes them, behind which to begin."""
        which = {"$nin": _NO_ROWS} if result is None else result.value
        wanted: Document = {"report": report_id, "result": which}
        if after is not None:
            wanted["_id"] = {"$gt": f"{report_id}/{after}"}
        with translated():
            found = self._rows.find(wanted).sort("_id", 1).limit(limit)
            read = [read_row(document) async for document in found]
        return [row for row in read if row is not None]

    async def without_job(self, report_id: str) -> Mapping[Result, int]:
        """Count the kept rows that were given no job, by how they stand. Raises LedgerUnavailableError."""
        wanted = {"report": report_id, "result": {"$nin": _NO_ROWS}, "isFixed": {"$ne": True}}
        stages: list[Document] = [{"$match": wanted}, {"$group": {"_id": "$result", "n": {"$sum": 1}}}]
        with translated():
            found = await self._rows.aggregate(stages).to_list(None)
        return {Result(one["_id"]): int(one["n"]) for one in found}

    async def latest(
        self, kinds: Collection[ReconciliationKind], since: datetime
    ) -> Mapping[tuple[str, ReconciliationKind], Report]:
        """See `Reconciliations.latest`."""
        wanted = {
            "state": ReportState.DONE.value,
            "endedAt": {"$gt": since},
            "kind": {"$in": sorted(kind.value for kind in kinds)},
            "ids": None,
        }
        stages: list[Document] = [
            {"$match": wanted},
            {"$sort": {"endedAt": -1}},
            {"$group": {"_id": {"tenant": "$tenantUid", "kind": "$kind"}, "report": {"$first": "$$ROOT"}}},
        ]
        with translated():
            found = _known([read_report(one["report"]) async for one in self._runs.aggregate(stages)])
        return {(report.order.tenant_uid, report.order.kind): report for report in found}

    async def _of(self, report_id: str) -> Document | None:
        """Return whose report it is, and when it was ordered; None for one that has gone by its age."""
        return await self._runs.find_one({"_id": report_id}, {"tenantUid": 1, "orderedAt": 1})

    async def _prune(self, report_id: str) -> None:
        await self._rows.delete_many({"report": report_id, "result": {"$in": _NO_ROWS}})
        beyond = self._rows.find({"report": report_id}, {"_id": 1}).sort("_id", 1).skip(MOST_ROWS)
        surplus = [document["_id"] async for document in beyond]
        for start in range(0, len(surplus), MOST_ROWS):
            await self._rows.delete_many({"_id": {"$in": surplus[start : start + MOST_ROWS]}})


def _known(reports: Sequence[Report | None]) -> list[Report]:
    return [report for report in reports if report is not None]


def _as_good_as(wanted: ReconciliationOrder) -> Document:
    """Match what is queued and covers it; a `since` of None looks back as far as there is anything."""
    same = {
        "tenantUid": wanted.tenant_uid,
        "kind": wanted.kind.value,
        "state": QUEUED,
        "until": wanted.until,
        "ids": None if wanted.ids is None else list(wanted.ids),
        "fix": wanted.fix,
        "dryRun": wanted.dry_run,
    }
    if wanted.since is None:
        return same | {"since": None}
    return same | {"$or": [{"since": None}, {"since": {"$lte": wanted.since}}]}
