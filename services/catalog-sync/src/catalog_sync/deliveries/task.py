"""`FlowDeliveryScheduledTask`: each delivery as a purchase order, found by a search of the open ones (catalog.md 4.17).

Omnium has no filter for when a delivery was changed, so the `modified` of each is remembered and compared. One that is no
longer among the open ones has ended: it is read by itself, and its purchase orders are closed.
"""

from collections.abc import Sequence
from typing import Final

from catalog_sync.basis import Basis
from catalog_sync.deliveries.seen import SeenDeliveries
from catalog_sync.purchases.bringing import PurchaseBringing
from catalog_sync.purchases.gather import PurchaseGathering
from catalog_sync.purchases.keys import delivery_in, record_of_delivery
from catalog_sync.purchases.mode import require_mode
from catalog_sync.purchases.run import PurchaseRun, ReadAgain
from catalog_sync.purchases.source import Sources
from catalog_sync.rows.current import Current
from catalog_sync.task_parts import TaskParts
from flow_omnium.omnium.models.purchase_export import ExportedDelivery
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import TaskRun

_AT_ONCE: Final = 20
"""How many deliveries are read before they are written: each takes a call, and each of its orders another one."""


class DeliveryTask:
    """Brings deliveries in batches."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts
        self._gathering = PurchaseGathering(parts.omnium, parts.rows)
        self._bringing = PurchaseBringing(parts, self._gathering)

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`."""
        require_mode(run.tenant, TaskName.DELIVERY)
        basis = await self._parts.check.of_run(run)
        export = self._parts.export(run, Current())
        bringing = PurchaseRun(self._parts, run, basis, export, self._bringing, is_by_delivery=True)

        async def read(record: str) -> Sources:
            delivery_id = delivery_in(record) or record
            return await self._gathering.of_delivery(basis, delivery_id)

        if run.skus:
            for delivery_id in run.skus:
                await bringing.bring(await self._gathering.of_delivery(basis, delivery_id))
            return
        await self._changed(run, basis, bringing, read)
        await bringing.try_again(read)
        if run.is_full:
            await bringing.look_after_missing(read)

    async def _changed(self, run: TaskRun, basis: Basis, bringing: PurchaseRun, read: ReadAgain) -> None:
        found = await self._parts.omnium.purchases.open_deliveries(run.tenant)
        seen = SeenDeliveries(self._parts, run)
        known = await seen.known()
        bringing.seen.there |= {*seen.records(found)}
        changed = [one for one in found if run.since is None or known.get(one.id) != seen.mark(one)]
        for some in _batches(changed):
            await bringing.bring(await self._gathering.of_deliveries(basis, some))
            await seen.note(some)
        ended = sorted(known.keys() - {one.id for one in found})
        await bringing.close_gone(await bringing.read_by_itself([*map(record_of_delivery, ended)], read))
        for delivery_id in ended:
            await seen.forget(delivery_id)


def _batches(deliveries: Sequence[ExportedDelivery]) -> Sequence[Sequence[ExportedDelivery]]:
    return [deliveries[start : start + _AT_ONCE] for start in range(0, len(deliveries), _AT_ONCE)]
