"""What is asked of where reconciliations are kept. Every method raises LedgerUnavailableError."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from flow_omnium.polling.source import Sighting
from flow_omnium.reconciliation.order import Ordered, ReconciliationKind, ReconciliationOrder
from flow_omnium.reconciliation.report import Report, Row
from flow_omnium.reconciliation.result import Counts, Result


class Reconciliations(Protocol):
    """Keeps reconciliations: those that are ordered, run and over."""

    async def order(self, wanted: ReconciliationOrder) -> Ordered:
        """Order a reconciliation, unless one is queued that would do the same and looks back as far at least.

        Of two who ask at the same moment each may get one: the second finds nothing left to do.
        """
        ...

    async def unfinished(self, tenant_uid: str, kinds: Collection[ReconciliationKind]) -> Sequence[Report]:
        """Return what is queued or has begun, the oldest first."""
        ...

    async def note(self, report_id: str, records: Sequence[Sighting]) -> None:
        """Note records that are to be compared, each once; those that are known already stay as they are."""
        ...

    async def left(self, report_id: str, limit: int) -> Sequence[Sighting]:
        """Return noted records that are still to be compared."""
        ...

    async def add(self, report_id: str, rows: Sequence[Row]) -> None:
        """Keep comparisons, also of records that agree. It can be repeated."""
        ...

    async def noted(self, report_id: str) -> int:
        """Count what the report has to compare or has compared, before it has ended."""
        ...

    async def counted(self, report_id: str) -> Counts:
        """Count what the report has compared, before it has ended."""
        ...

    async def save(self, report: Report) -> None:
        """Note how far a report is. Once it is over, only rows that do not agree are left of it, 10,000 at most."""
        ...

    async def read(self, report_id: str) -> Report | None:
        """Return one report."""
        ...

    async def reports(self, tenant_uid: str, limit: int) -> Sequence[Report]:
        """Return a tenant's, the newest first."""
        ...

    async def rows(self, report_id: str, limit: int, result: Result | None = None) -> Sequence[Row]:
        """Return rows that do not agree, by kind and key."""
        ...

    async def latest(
        self, kinds: Collection[ReconciliationKind], since: datetime
    ) -> Mapping[tuple[str, ReconciliationKind], Report]:
        """Return by tenant and kind the latest report of a window that was done after a moment (UTC)."""
        ...
