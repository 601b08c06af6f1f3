"""Flow's orders that changed. Flow publishes no event of a cancellation, a change or a part delivery, and no such search either."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models import ListedOrder
from flow_omnium.flow.versions import order_version
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import AccessDenied, Ignored, NotAccepted, NotFound, Rejected
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.polling.unreadable import unreadable_sightings
from flow_omnium.tenants.tenant import Tenant

NOT_OFFERED = (AccessDenied, NotAccepted, NotFound, Rejected)
"""How Flow says that it has no search for orders: receipts tell of sales then."""


class FlowOrdersSource:
    """Implements `Source`."""

    def __init__(self, flow: FlowClient) -> None:
        self._flow = flow

    async def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        try:
            async with aclosing(self._flow.orders.changed(tenant, window.since, window.until)) as batches:
                async for batch in batches:
                    broken = unreadable_sightings(JobKind.OUTBOUND_ORDER, batch.unreadable, flag)
                    yield [*map(_sighting, batch.records), *broken]
        except NOT_OFFERED as refusal:
            message = f"Flow does not search for orders, so receipts tell of sales alone: {refusal}"
            raise Ignored(message) from None


def _sighting(order: ListedOrder) -> Sighting:
    event = {"storeUid": order.store_uid} if order.store_uid else {}
    return Sighting(
        JobKind.OUTBOUND_ORDER, order.order_uid, order_version(order), event, at=order.last_modified_at
    )
