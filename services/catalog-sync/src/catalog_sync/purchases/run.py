"""What both tasks have in common: sources are brought, set-aside records tried again, and what is gone is closed."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.purchases.bringing import PurchaseBringing
from catalog_sync.purchases.keys import delivery_in, place_of_order
from catalog_sync.purchases.source import Sources
from catalog_sync.purchases.status import FINISHED
from catalog_sync.rows.export import RowExport
from catalog_sync.rows.kinds import OF_PURCHASES, RowKind
from catalog_sync.rows.row import Mapped
from catalog_sync.run_report import count_in
from catalog_sync.task_parts import TaskParts
from catalog_sync.withdrawal import require_plausible, withdrawals
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.flow.resources import PURCHASE_ORDERS
from flow_omnium.tasks.task import TaskRun

ReadAgain = Callable[[str], Awaitable[Sources]]
"""Reads one record by itself; sources without the record where Omnium has it no more."""

_KINDS: Final = tuple(sorted(OF_PURCHASES))


@dataclass
class Seen:
    """The records that a run has met, those that are there without having been read, and those that it could not read."""

    records: set[str] = field(default_factory=set)
    there: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class PurchaseRun:
    """One run of either task."""

    parts: TaskParts
    run: TaskRun
    basis: Basis
    export: RowExport
    bringing: PurchaseBringing
    is_by_delivery: bool
    seen: Seen = field(default_factory=Seen)

    async def bring(self, sources: Sources) -> None:
        """Write what differs."""
        run = self.run
        mapped = await self.bringing.prepare(
            self.basis, sources, self.export.current, compares_all=run.is_full, is_dry=run.is_dry
        )
        count_in(run.tally, await self.export.bring(mapped))
        self.seen.records |= {one.record for one in sources.sources} | sources.records
        self.seen.doubtful |= {fault.record for fault in sources.faults}

    async def try_again(self, read: ReadAgain) -> None:
        """Read again what was set aside: what held it up may be gone, and no delta tells that."""
        met = self.seen.records | self.seen.doubtful
        for record in sorted({row.record for row in await self._aside() if row.record} - met):
            sources = await read(record)
            await self.bring(sources)
            if record not in self.seen.records | self.seen.doubtful:
                await self._forget_refused(record)

    async def look_after_missing(self, read: ReadAgain) -> None:
        """Read by itself whatever was written and was not met: an order that search did not show yet, a delivery that has ended.

        What Omnium has no more is closed. Of what is finished nothing need be known any longer: only so much is read again as
        was awaited the last time.
        """
        known = [row for row in await self._headers() if row.digest is not None]
        there = self.seen.records | self.seen.there | self.seen.doubtful
        missing = [row for row in known if (row.record or "") not in there]
        await self.close_gone(await self.read_by_itself({row.record or "" for row in missing}, read), known)
        if not self.run.is_dry:
            await self._forget([row for row in missing if await self._is_finished(row)])

    async def read_by_itself(self, records: Collection[str], read: ReadAgain) -> Collection[str]:
        """Bring records one by one; return those that Omnium has no more."""
        for record in sorted(records):
            await self.bring(await read(record))
        return frozenset(records) - self.seen.records - self.seen.doubtful

    async def close_gone(self, records: Collection[str], known: Sequence[ExportedRow] | None = None) -> None:
        """Close what was made of records that Omnium has no more."""
        known = (
            known if known is not None else [row for row in await self._headers() if row.digest is not None]
        )
        gone = [row for row in known if row.record in records]
        kind = RowKind.PURCHASE_ORDER
        require_plausible(kind, gone, len(known), is_confirmed=self.run.is_confirmed)
        layer = withdrawals(kind, gone)
        count_in(self.run.tally, await self.export.bring(Mapped((layer,) if layer else ())))

    async def _headers(self) -> Sequence[ExportedRow]:
        stored = self.parts.rows.each(self.run.tenant.tenant_uid, RowKind.PURCHASE_ORDER)
        return [row async for row in stored if self._is_own(row)]

    async def _aside(self) -> Sequence[ExportedRow]:
        aside = await self.parts.rows.set_aside(self.run.tenant.tenant_uid, _KINDS)
        return [row for row in aside if self._is_own(row)]

    def _is_own(self, row: ExportedRow) -> bool:
        """Tell whether a row was written in this way, and not before the tenant was switched over."""
        return (delivery_in(row.record or "") is not None) is self.is_by_delivery

    async def _is_finished(self, row: ExportedRow) -> bool:
        within = place_of_order(row.key)
        record = await self.parts.flow.catalogue.read(self.run.tenant, PURCHASE_ORDERS, row.uid, within)
        return record is None or record.get("status") in FINISHED

    async def _forget(self, finished: Sequence[ExportedRow]) -> None:
        for record in sorted({row.record or "" for row in finished}):
            rows = await self.parts.rows.of_records(self.run.tenant.tenant_uid, OF_PURCHASES, [record])
            for row in rows:
                await self.parts.rows.forget(self.run.tenant.tenant_uid, row.kind, [row.key])

    async def _forget_refused(self, record: str) -> None:
        """Forget what was refused of a record that Omnium has no more; what was written of it stays known."""
        rows = await self.parts.rows.of_records(self.run.tenant.tenant_uid, OF_PURCHASES, [record])
        for row in () if self.run.is_dry else rows:
            if row.digest is None:
                await self.parts.rows.forget(self.run.tenant.tenant_uid, row.kind, [row.key])
