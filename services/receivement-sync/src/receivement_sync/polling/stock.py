"""Warehouses in which levels have changed, of the stores whose stock is Flow's: `STOCK_CHANGE` may be lost as any event.

A list of changes names no version, so each warehouse in which something has moved gets a job for the window: where an event
has told, it finds both sides agreed.
"""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.stock_owners import masters_of, owned
from flow_omnium.jobs.kinds import JobKind, key_of_look
from flow_omnium.outcomes import NotFound, Rejected
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.tenants.tenant import Tenant


class StockSource:
    """Implements `Source`."""

    def __init__(self, flow: FlowClient) -> None:
        self._flow = flow

    async def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        for store in masters_of(tenant):
            try:
                stock = await self._flow.goods.changed_stock(tenant, store, window.since)
            except (NotFound, Rejected) as refusal:
                flag(f"store {store}: its stock is Flow's, and cannot be read: {refusal}")
                continue
            yield [_sighting(store, warehouse, window.since) for warehouse in owned(stock, store)]


def _sighting(store: str, warehouse: str, since: datetime) -> Sighting:
    key = key_of_look(warehouse, since)
    return Sighting(JobKind.STOCK_LEVEL, key, key, {"storeUid": store})
