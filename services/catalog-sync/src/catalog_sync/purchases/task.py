"""`FlowPurchaseOrderScheduledTask`: the purchase orders that have changed; in a full run compared with what Flow has.

It is the safety net of the events, and the first load (catalog.md 4.16).
"""

from contextlib import aclosing

from catalog_sync.purchases.bringing import PurchaseBringing
from catalog_sync.purchases.gather import PurchaseGathering
from catalog_sync.purchases.mode import require_mode
from catalog_sync.purchases.run import PurchaseRun
from catalog_sync.purchases.source import Sources
from catalog_sync.rows.current import Current
from catalog_sync.task_parts import TaskParts
from flow_omnium.omnium.models.purchase_export import PurchaseOrderSearch
from flow_omnium.tasks.kind import TaskName
from flow_omnium.tasks.task import TaskRun


class PurchaseOrderTask:
    """Brings purchase orders batch by batch; an order that is finished and was never exported is not made."""

    def __init__(self, parts: TaskParts) -> None:
        self._parts = parts
        self._gathering = PurchaseGathering(parts.omnium, parts.rows)
        self._bringing = PurchaseBringing(parts, self._gathering)

    async def run(self, run: TaskRun) -> None:
        """See `Task.run`."""
        require_mode(run.tenant, TaskName.PURCHASE_ORDER)
        basis = await self._parts.check.of_run(run)
        export = self._parts.export(run, Current())
        bringing = PurchaseRun(self._parts, run, basis, export, self._bringing, is_by_delivery=False)

        async def read(order_id: str) -> Sources:
            return self._gathering.of_orders(basis, await self._gathering.order(run.tenant, order_id))

        if run.skus:
            for order_id in run.skus:
                await bringing.bring(await read(order_id))
            return
        search = PurchaseOrderSearch(modified_from=run.since)
        async with aclosing(self._parts.omnium.purchases.orders(run.tenant, search)) as batches:
            async for batch in batches:
                await bringing.bring(self._gathering.of_orders(basis, batch))
        await bringing.try_again(read)
        if run.is_full:
            await bringing.look_after_missing(read)
