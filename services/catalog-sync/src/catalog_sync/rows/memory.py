"""What is remembered of the rows of one tenant: what was written last, whose a uid is, what is set aside."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from catalog_sync.rows.kinds import IN_PRICE_LISTS, PARTS, RowKind
from catalog_sync.rows.plan import SHARES_UIDS, Known, Owners
from catalog_sync.rows.row import Row, RowFault
from flow_omnium.exported_rows.contract import RowStore
from flow_omnium.exported_rows.row import ExportedRow, RowName
from flow_omnium.runtime.clock import Clock

Remembered = dict[tuple[RowKind, str], ExportedRow]
"""Rows by kind and key; what a run writes is added as it goes on."""


@dataclass(frozen=True)
class Intent:
    """Rows that are remembered before they are made, by kind and key, under one mark: a process that dies in between may
    have made them, and nobody would know whose they are."""

    mark: str = ""
    rows: frozenset[RowName] = frozenset()


NO_INTENT: Final = Intent()


class RowMemory:
    """Looks up and notes rows. Raises LedgerUnavailableError. In a dry run nothing is kept."""

    def __init__(self, rows: RowStore, tenant_uid: str, clock: Clock, *, is_dry: bool = False) -> None:
        self._rows = rows
        self._tenant_uid = tenant_uid
        self._clock = clock
        self.is_dry = is_dry

    async def known(self, rows: Iterable[Row | RowFault]) -> Remembered:
        """Return what was written of the rows before."""
        stored = await self._rows.known(self._tenant_uid, [(row.kind, row.key) for row in rows])
        return {(RowKind(kind), key): row for (kind, key), row in stored.items()}

    async def owners(self, rows: Iterable[Row], known: Known) -> Owners:
        """Look up whose the uids are of rows that were never written: the others have theirs."""
        uids: dict[RowKind, list[str]] = defaultdict(list)
        for row in rows:
            if row.kind not in SHARES_UIDS and not _has_its_uid(row, known):
                uids[row.kind].append(row.uid)
        found: Remembered = {}
        for kind, each in uids.items():
            stored = await self._rows.owners(self._tenant_uid, kind, each)
            written = ((uid, one) for uid, claims in stored.items() for one in claims if one.digest)
            found |= {(kind, uid): one for uid, one in written}
        return found

    async def intend(self, rows: Sequence[Row]) -> Intent:
        """Remember rows that are about to be made."""
        if self.is_dry or not rows:
            return NO_INTENT
        intent = Intent(uuid4().hex, frozenset((row.kind, row.key) for row in rows))
        new = [replace(one, intent=intent.mark) for one in self._kept(rows)]
        await self._rows.add(self._tenant_uid, new)
        return intent

    async def add(self, rows: Sequence[Row]) -> None:
        """Remember rows of which nothing is kept yet, as they stand in Flow now."""
        if rows and not self.is_dry:
            await self._rows.add(self._tenant_uid, self._kept(rows))

    async def note(self, rows: Sequence[Row], intent: Intent = NO_INTENT) -> Sequence[ExportedRow]:
        """Remember rows as they stand in Flow now; return what is kept of them. Those of the intent are confirmed."""
        kept = self._kept(rows)
        made = [one for one in kept if one.name in intent.rows]
        if made and not await self._rows.confirm(self._tenant_uid, made, intent.mark):
            made = []  # somebody else has noted one of them meanwhile
        confirmed = {one.name for one in made}
        await self._keep([one for one in kept if one.name not in confirmed])
        return kept

    async def set_aside(self, faults: Sequence[RowFault], known: Known) -> None:
        """Remember that rows could not be written, and why; what was written of them before stays known."""
        await self._keep([self._faulty(fault, known) for fault in faults])

    async def forget_parts(self, row: Row, known: Remembered) -> None:
        """Remember nothing more of what hung on a record that was gone from Flow and is made anew; what other tasks have
        to write again is due now."""
        stored = await self._rows.of_records(self._tenant_uid, PARTS | IN_PRICE_LISTS, [row.record])
        for one in stored:
            known.pop((RowKind(one.kind), one.key), None)
            if not self.is_dry and one.kind in PARTS:
                await self._rows.forget(self._tenant_uid, one.kind, [one.key])
        now = self._clock.now()
        await self._keep([replace(one, digest=None, due=now) for one in stored if one.kind in IN_PRICE_LISTS])

    async def forget(self, rows: Sequence[Row]) -> None:
        """Remember rows no longer: they were removed from Flow."""
        keys: dict[RowKind, list[str]] = defaultdict(list)
        for row in () if self.is_dry else rows:
            keys[row.kind].append(row.key)
        for kind, each in keys.items():
            await self._rows.forget(self._tenant_uid, kind, each)

    def _kept(self, rows: Sequence[Row]) -> list[ExportedRow]:
        now = self._clock.now()
        return [
            ExportedRow(row.kind, row.key, row.uid, now, row.kept_digest, row.record, due=row.due)
            for row in rows
        ]

    async def _keep(self, rows: Sequence[ExportedRow]) -> None:
        if rows and not self.is_dry:
            await self._rows.note(self._tenant_uid, rows)

    def _faulty(self, fault: RowFault, known: Known) -> ExportedRow:
        before = known.get((fault.kind, fault.key))
        return ExportedRow(
            fault.kind,
            fault.key,
            before.uid if before else fault.uid,
            self._clock.now(),
            before.digest if before else None,
            fault.record,
            error=str(fault.reason),
            failures=(before.failures if before else 0) + 1,
        )


def _has_its_uid(row: Row, known: Known) -> bool:
    """Tell whether a row was written, or was about to be: the uid that is kept of it is its own."""
    found = known.get((row.kind, row.key))
    return found is not None and found.digest is not None
