"""What is asked of where rows are kept. Every method raises LedgerUnavailableError."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from flow_omnium.exported_rows.row import ExportedRow, RowName


class RowStore(Protocol):
    """Keeps the rows that were written to Flow, or were refused there."""

    async def known(self, tenant_uid: str, names: Collection[RowName]) -> Mapping[RowName, ExportedRow]:
        """Return those rows that are kept, by kind and key."""
        ...

    async def owners(
        self, tenant_uid: str, kind: str, uids: Collection[str]
    ) -> Mapping[str, Sequence[ExportedRow]]:
        """Return the rows of a kind that have these uids, by uid and then key: two rows of one uid are a collision."""
        ...

    async def of_records(
        self, tenant_uid: str, kinds: Collection[str], records: Collection[str]
    ) -> Sequence[ExportedRow]:
        """Return the rows of some kinds that came from these records of Omnium, by kind and key."""
        ...

    async def note(self, tenant_uid: str, rows: Sequence[ExportedRow]) -> None:
        """Keep rows as they are now, in place of what was kept under their kinds and keys."""
        ...

    async def add(self, tenant_uid: str, rows: Sequence[ExportedRow]) -> None:
        """Keep new rows; one of which something is kept already stays as it is."""
        ...

    async def confirm(self, tenant_uid: str, rows: Sequence[ExportedRow], intent: str) -> bool:
        """Take the intent from rows that were added with it; False where one has been changed since, or is gone."""
        ...

    async def set_aside(self, tenant_uid: str, kinds: Collection[str] | None = None) -> Sequence[ExportedRow]:
        """Return the rows that are set aside, of some kinds or of all, by kind and key."""
        ...

    async def due(self, tenant_uid: str, kind: str, until: datetime) -> Sequence[ExportedRow]:
        """Return the rows of a kind that are due by then, by key."""
        ...

    async def changed(self, tenant_uid: str, kind: str, since: datetime) -> Sequence[ExportedRow]:
        """Return the rows of a kind that were kept anew since then, by key."""
        ...

    async def count_set_aside(self) -> Mapping[tuple[str, str], int]:
        """Return how many rows are set aside, by tenant and kind; where none is, the key is missing."""
        ...

    def each(self, tenant_uid: str, kind: str) -> AsyncIterator[ExportedRow]:
        """Yield all rows of a kind, by key, without holding them all in memory."""
        ...

    async def forget(self, tenant_uid: str, kind: str, keys: Collection[str]) -> None:
        """Keep these rows no longer: they were removed in Flow."""
        ...
