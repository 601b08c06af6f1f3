"""The rows in MongoDB: `{_id: tenant/kind/key, tenantUid, kind, key, uid, digest, record, error, failures, intent, due, at}`."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

from flow_omnium.exported_rows.row import ExportedRow, RowName, as_kept
from flow_omnium.jobs.ledger import bulk
from flow_omnium.jobs.ledger.errors import translated
from flow_omnium.runtime.database import Collection as Kept
from flow_omnium.runtime.database import Database, Document, IndexModel, InsertOne, UpdateOne

COLLECTION: Final = "exported_rows"

_T = TypeVar("_T")

BATCH: Final = 1_000
"""Rows that are read at once."""

WRITTEN: Final = 100
"""Rows that are written at once: the database is everybody's, and more of them keep a processor for longer than an order waits."""

_IS_SET_ASIDE: Final = {"error": {"$type": "string"}}
_IS_DUE_SOME_DAY: Final = {"due": {"$type": "date"}}

INDEXES: Final = (
    # An id is unique by itself. By these a uid that is taken is found, and what came from a record that has gone.
    IndexModel([("tenantUid", 1), ("kind", 1), ("uid", 1)], name="uids"),
    IndexModel([("tenantUid", 1), ("kind", 1), ("record", 1)], name="records"),
    IndexModel([("tenantUid", 1), ("kind", 1), ("at", 1)], name="changed"),
    IndexModel([("tenantUid", 1), ("kind", 1)], name="set_aside", partialFilterExpression=_IS_SET_ASIDE),
    IndexModel(
        [("tenantUid", 1), ("kind", 1), ("due", 1)], name="due", partialFilterExpression=_IS_DUE_SOME_DAY
    ),
)


class MongoRows:
    """Implements `RowStore`."""

    def __init__(self, database: Database) -> None:
        self._rows: Kept = database[COLLECTION]

    async def known(self, tenant_uid: str, names: Collection[RowName]) -> Mapping[RowName, ExportedRow]:
        """See `RowStore.known`."""
        found: dict[RowName, ExportedRow] = {}
        for some in _batches(names):
            ids = [_id(tenant_uid, *name) for name in some]
            found |= {row.name: row for row in await self._found({"_id": {"$in": ids}})}
        return found

    async def owners(
        self, tenant_uid: str, kind: str, uids: Collection[str]
    ) -> Mapping[str, Sequence[ExportedRow]]:
        """See `RowStore.owners`."""
        found: dict[str, list[ExportedRow]] = {}
        for some in _batches(uids):
            wanted = {"tenantUid": tenant_uid, "kind": kind, "uid": {"$in": some}}
            for row in await self._found(wanted):
                found.setdefault(row.uid, []).append(row)
        return found

    async def of_records(
        self, tenant_uid: str, kinds: Collection[str], records: Collection[str]
    ) -> Sequence[ExportedRow]:
        """See `RowStore.of_records`."""
        found: list[ExportedRow] = []
        for some in _batches(records):
            wanted = {"tenantUid": tenant_uid, "kind": {"$in": list(kinds)}, "record": {"$in": some}}
            found += await self._found(wanted)
        return sorted(found, key=_order)

    async def note(self, tenant_uid: str, rows: Sequence[ExportedRow]) -> None:
        """See `RowStore.note`."""
        # Of two of one key the later one counts, and the order of a bulk is not kept.
        latest = {(row.kind, row.key): row for row in rows}
        for some in _batches(latest, WRITTEN):
            await self._write([_upsert(tenant_uid, as_kept(latest[each])) for each in some])

    async def add(self, tenant_uid: str, rows: Sequence[ExportedRow]) -> None:
        """See `RowStore.add`."""
        # Inserted, not upserted as by `note`: a full load adds every row, at half the cost.
        new = {_id(tenant_uid, row.kind, row.key): as_kept(row) for row in reversed(rows)}
        for some in _batches(new, WRITTEN):
            with translated():
                await bulk.write(
                    self._rows, [InsertOne({"_id": each, **_fields(tenant_uid, new[each])}) for each in some]
                )

    async def confirm(self, tenant_uid: str, rows: Sequence[ExportedRow], intent: str) -> bool:
        """See `RowStore.confirm`."""
        # One update for many: of each the whole row is there already, and another's intent tells that it is not ours.
        confirmed = 0
        for some in _batches([_id(tenant_uid, row.kind, row.key) for row in rows], WRITTEN):
            ours = {"_id": {"$in": some}, "intent": intent}
            with translated():
                confirmed += (await self._rows.update_many(ours, {"$set": {"intent": None}})).matched_count
        return confirmed == len(rows)

    async def set_aside(self, tenant_uid: str, kinds: Collection[str] | None = None) -> Sequence[ExportedRow]:
        """See `RowStore.set_aside`."""
        of_kinds = {} if kinds is None else {"kind": {"$in": list(kinds)}}
        return await self._found({"tenantUid": tenant_uid} | _IS_SET_ASIDE | of_kinds)

    async def due(self, tenant_uid: str, kind: str, until: datetime) -> Sequence[ExportedRow]:
        """See `RowStore.due`."""
        return await self._found({"tenantUid": tenant_uid, "kind": kind, "due": {"$lte": until}})

    async def changed(self, tenant_uid: str, kind: str, since: datetime) -> Sequence[ExportedRow]:
        """See `RowStore.changed`."""
        return await self._found({"tenantUid": tenant_uid, "kind": kind, "at": {"$gte": since}})

    async def count_set_aside(self) -> Mapping[tuple[str, str], int]:
        """See `RowStore.count_set_aside`."""
        group = {"_id": {"tenant": "$tenantUid", "kind": "$kind"}, "rows": {"$sum": 1}}
        with translated():
            found = self._rows.aggregate([{"$match": _IS_SET_ASIDE}, {"$group": group}])
            return {(row["_id"]["tenant"], row["_id"]["kind"]): row["rows"] async for row in found}

    async def each(self, tenant_uid: str, kind: str) -> AsyncIterator[ExportedRow]:
        """See `RowStore.each`."""
        # Page by page: the database gives up a cursor that waits for ten minutes, and between two rows Flow is written.
        after = _id(tenant_uid, kind, "")
        end = f"{tenant_uid}/{kind}{chr(ord('/') + 1)}"
        while True:
            page = await self._page({"_id": {"$gt": after, "$lt": end}})
            for row in page:
                yield row
            if len(page) < BATCH:
                return
            after = _id(tenant_uid, kind, page[-1].key)

    async def forget(self, tenant_uid: str, kind: str, keys: Collection[str]) -> None:
        """See `RowStore.forget`."""
        for some in _batches(keys):
            with translated():
                await self._rows.delete_many({"_id": {"$in": [_id(tenant_uid, kind, key) for key in some]}})

    async def _found(self, wanted: Document) -> list[ExportedRow]:
        with translated():
            found = [_row_of(document) for document in await self._rows.find(wanted).to_list(None)]
        return sorted(found, key=_order)

    async def _page(self, wanted: Document) -> list[ExportedRow]:
        with translated():
            found = await self._rows.find(wanted).sort("_id", 1).limit(BATCH).to_list(BATCH)
            return [_row_of(document) for document in found]

    async def _write(self, writes: Sequence[UpdateOne]) -> None:
        while writes:
            with translated():
                _, refused = await bulk.write(self._rows, writes)
            # Somebody else kept such a row for the first time at the same moment: it is there now.
            writes = [writes[position] for position in sorted(refused)]


def _id(tenant_uid: str, kind: str, key: str) -> str:
    # Neither a tenant's uid nor a kind has a slash in it.
    return f"{tenant_uid}/{kind}/{key}"


def _order(row: ExportedRow) -> tuple[str, str]:
    return row.kind, row.key


def _batches(values: Collection[_T], size: int = BATCH) -> Iterator[list[_T]]:
    every = list(dict.fromkeys(values))
    return (every[start : start + size] for start in range(0, len(every), size))


def _upsert(tenant_uid: str, row: ExportedRow) -> UpdateOne:
    fields = {"$set": _fields(tenant_uid, row)}
    return UpdateOne({"_id": _id(tenant_uid, row.kind, row.key)}, fields, upsert=True)


def _fields(tenant_uid: str, row: ExportedRow) -> Document:
    return {"tenantUid": tenant_uid} | vars(row)


def _row_of(document: Document) -> ExportedRow:
    return ExportedRow(
        kind=document["kind"],
        key=document["key"],
        uid=document["uid"],
        at=document["at"],
        digest=document.get("digest"),
        record=document.get("record"),
        error=document.get("error"),
        failures=document.get("failures", 0),
        intent=document.get("intent"),
        due=document.get("due"),
    )
