"""Receptions that changed, store by store. Flow publishes an event for a purchase order that is received whole, and for no other."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from flow_omnium.flow.client import FlowClient
from flow_omnium.flow.models.purchase import Receivement
from flow_omnium.flow.versions import receivement_version
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.outcomes import AccessDenied, NotAccepted, NotFound, Rejected
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.tenants.tenant import Tenant

_OF_ONE_STORE = (AccessDenied, NotAccepted, NotFound, Rejected)
"""Refusals that keep no other store from being read."""


class ReceivementsSource:
    """Implements `Source`, for the stores that the tenant's settings name."""

    def __init__(self, flow: FlowClient) -> None:
        self._flow = flow

    async def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        for store_uid in sorted(tenant.stores):
            try:
                async with aclosing(self._in_store(tenant, store_uid, window, flag)) as batches:
                    async for batch in batches:
                        yield batch
            except _OF_ONE_STORE as refusal:
                flag(f"the receptions of store {store_uid} cannot be listed: {refusal}")

    async def _in_store(
        self, tenant: Tenant, store_uid: str, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        changed = self._flow.goods.changed_receivements(tenant, store_uid, window.since, window.until)
        async with aclosing(changed) as batches:
            async for batch in batches:
                for one in batch.unreadable:
                    flag(f"a reception of store {store_uid} that cannot be read: {one.id}: {one.fault}")
                yield [_sighting(one, store_uid) for one in batch.records]


def _sighting(reception: Receivement, store_uid: str) -> Sighting:
    key = reception.purchase_order_uid or reception.receivement_uid
    event = {"storeUid": reception.store_uid or store_uid, "receivementUid": reception.receivement_uid}
    return Sighting(
        JobKind.RECEIVEMENT,
        key,
        receivement_version(reception),
        event,
        part=reception.receivement_uid,
        at=reception.last_modified_at,
    )
