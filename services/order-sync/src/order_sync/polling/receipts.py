"""Flow's receipts that were settled: each is an invoice for Omnium; where Flow does not search for orders it also tells of a sale."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import ReceiptReference
from flow_omnium.flow.versions import receipt_version
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.tenants.tenant import Tenant
from order_sync.polling.flow_orders import NOT_OFFERED
from order_sync.receipts.plan import reason_to_keep


class ReceiptsSource:
    """Implements `Source`."""

    def __init__(self, flow: FlowClient) -> None:
        self._flow = flow

    async def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        kinds = [] if reason_to_keep(tenant.parameters) else [JobKind.ORDER_RECEIPT]
        if not await self._are_orders_listed(tenant, window):
            kinds.append(JobKind.OUTBOUND_ORDER)
        async with aclosing(self._flow.receipts.settled(tenant, window.since, window.until)) as batches:
            async for batch in batches:
                for one in batch.unreadable:
                    flag(f"a receipt that cannot be read: {one.id or '(no uid)'}: {one.fault}")
                yield [_sighting(kind, one) for one in batch.records if one.order_uid for kind in kinds]

    async def _are_orders_listed(self, tenant: Tenant, window: Window) -> bool:
        try:
            async with aclosing(self._flow.orders.changed(tenant, window.until, window.until)) as batches:
                async for _batch in batches:
                    break
        except NOT_OFFERED:
            return False
        return True


def _sighting(kind: JobKind, receipt: ReceiptReference) -> Sighting:
    event = {"storeUid": receipt.store_uid} if receipt.store_uid else {}
    version = receipt_version(receipt)
    return Sighting(kind, receipt.order_uid or "", version, event, part=version)
