"""Rows that last as long as the process: for tests, and for a dry run without a database."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from flow_omnium.exported_rows.row import ExportedRow, RowName, as_kept


class MemoryRows:
    """Implements `RowStore`."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str, str], ExportedRow] = {}

    async def known(self, tenant_uid: str, names: Collection[RowName]) -> Mapping[RowName, ExportedRow]:
        """See `RowStore.known`."""
        found = {name: self._rows.get((tenant_uid, *name)) for name in names}
        return {name: row for name, row in found.items() if row is not None}

    async def owners(
        self, tenant_uid: str, kind: str, uids: Collection[str]
    ) -> Mapping[str, Sequence[ExportedRow]]:
        """See `RowStore.owners`."""
        wanted = frozenset(uids)
        found: dict[str, list[ExportedRow]] = {}
        for row in self._of(tenant_uid, [kind]):
            if row.uid in wanted:
                found.setdefault(row.uid, []).append(row)
        return found

    async def of_records(
        self, tenant_uid: str, kinds: Collection[str], records: Collection[str]
    ) -> Sequence[ExportedRow]:
        """See `RowStore.of_records`."""
        wanted = frozenset(records)
        return [row for row in self._of(tenant_uid, kinds) if row.record in wanted]

    async def note(self, tenant_uid: str, rows: Sequence[ExportedRow]) -> None:
        """See `RowStore.note`."""
        self._rows |= {(tenant_uid, row.kind, row.key): as_kept(row) for row in rows}

    async def add(self, tenant_uid: str, rows: Sequence[ExportedRow]) -> None:
        """See `RowStore.add`."""
        for row in rows:
            self._rows.setdefault((tenant_uid, row.kind, row.key), as_kept(row))

    async def confirm(self, tenant_uid: str, rows: Sequence[ExportedRow], intent: str) -> bool:
        """See `RowStore.confirm`."""
        names = [(tenant_uid, row.kind, row.key) for row in rows]
        added = [name for name in names if name in self._rows and self._rows[name].intent == intent]
        self._rows |= {name: replace(self._rows[name], intent=None) for name in added}
        return len(added) == len(names)

    async def set_aside(self, tenant_uid: str, kinds: Collection[str] | None = None) -> Sequence[ExportedRow]:
        """See `RowStore.set_aside`."""
        return [row for row in self._of(tenant_uid, kinds) if row.error is not None]

    async def due(self, tenant_uid: str, kind: str, until: datetime) -> Sequence[ExportedRow]:
        """See `RowStore.due`."""
        return [row for row in self._of(tenant_uid, [kind]) if row.due is not None and row.due <= until]

    async def changed(self, tenant_uid: str, kind: str, since: datetime) -> Sequence[ExportedRow]:
        """See `RowStore.changed`."""
        return [row for row in self._of(tenant_uid, [kind]) if row.at >= since]

    async def count_set_aside(self) -> Mapping[tuple[str, str], int]:
        """See `RowStore.count_set_aside`."""
        return Counter(
            (tenant_uid, kind) for (tenant_uid, kind, _), row in self._rows.items() if row.error is not None
        )

    async def each(self, tenant_uid: str, kind: str) -> AsyncIterator[ExportedRow]:
        """See `RowStore.each`."""
        for row in list(self._of(tenant_uid, [kind])):
            yield row

    async def forget(self, tenant_uid: str, kind: str, keys: Collection[str]) -> None:
        """See `RowStore.forget`."""
        for key in keys:
            self._rows.pop((tenant_uid, kind, key), None)

    def _of(self, tenant_uid: str, kinds: Collection[str] | None) -> Iterator[ExportedRow]:
        for (owner, kind, _), row in sorted(self._rows.items()):
            if owner == tenant_uid and (kinds is None or kind in kinds):
                yield row
