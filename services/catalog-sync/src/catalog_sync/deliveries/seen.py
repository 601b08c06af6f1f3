"""Which deliveries are awaited, and as of when each was last written: one remembered row for each (catalog.md 4.17)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from catalog_sync.purchases.keys import record_of_delivery
from catalog_sync.task_parts import TaskParts
from flow_omnium.exported_rows.row import ExportedRow
from flow_omnium.omnium.models.purchase_export import ExportedDelivery
from flow_omnium.tasks.task import TaskRun

KIND: Final = "open-delivery"


@dataclass(frozen=True)
class SeenDeliveries:
    """Remembers the open deliveries that a run has written. In a dry run nothing is kept."""

    parts: TaskParts
    run: TaskRun

    async def known(self) -> Mapping[str, str]:
        """Return the marks of the deliveries that were open, by their ids."""
        stored = self.parts.rows.each(self.run.tenant.tenant_uid, KIND)
        return {row.key: row.digest or "" async for row in stored}

    def mark(self, delivery: ExportedDelivery) -> str | None:
        """Return what tells whether a delivery is as it was; None where it does not say when it was changed."""
        return delivery.modified and f"{delivery.modified} {delivery.delivery_status}"

    def records(self, deliveries: Iterable[ExportedDelivery]) -> Iterable[str]:
        """Name the records of deliveries that are there."""
        return map(record_of_delivery, (one.id for one in deliveries))

    async def note(self, deliveries: Sequence[ExportedDelivery]) -> None:
        """Remember deliveries, once they are written."""
        now = self.parts.clock.now()
        rows = [ExportedRow(KIND, one.id, one.id, now, self.mark(one)) for one in deliveries]
        if not self.run.is_dry:
            await self.parts.rows.note(self.run.tenant.tenant_uid, rows)

    async def forget(self, delivery_id: str) -> None:
        """Remember a delivery no longer: it has ended."""
        if not self.run.is_dry:
            await self.parts.rows.forget(self.run.tenant.tenant_uid, KIND, [delivery_id])
