"""Omnium's orders that changed, and those that were deleted for good, which its event log alone tells (omnium.md 2.5, 3.6)."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Final

from flow_omnium.jobs.kinds import JobKind
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models.order_search import OrderVersion
from flow_omnium.omnium.versions import GONE, version_of
from flow_omnium.outcomes import AccessDenied
from flow_omnium.polling.expectation import Expectation
from flow_omnium.polling.source import Flag, Sighting, Window
from flow_omnium.polling.unreadable import unreadable_sightings
from flow_omnium.runtime.logging import get_logger
from flow_omnium.tenants.tenant import Tenant
from order_sync.order_types import has_rule
from order_sync.polling.pick_ups import PickUps

_DELETED: Final = "Deleted"


class OmniumOrdersSource:
    """Implements `Source`. Orders of types that do not go to the shop are left out, as their events lead to nothing."""

    def __init__(self, omnium: OmniumClient, pick_ups: PickUps | None = None) -> None:
        """`pick_ups` tells until when orders should be collected; without it the list tells versions alone."""
        self._omnium = omnium
        self._pick_ups = pick_ups
        self._without_log: set[str] = set()
        self._log = get_logger("polling")

    async def sightings(
        self, tenant: Tenant, window: Window, flag: Flag
    ) -> AsyncGenerator[Sequence[Sighting], None]:
        """See `Source.sightings`."""
        changed = self._omnium.orders.changed(tenant, window.since, window.until)
        async with aclosing(changed) as batches:
            async for batch in batches:
                mine = [one for one in batch.records if has_rule(one.order_type, tenant.order_types)]
                broken = unreadable_sightings(JobKind.INBOUND_ORDER, batch.unreadable, flag)
                yield [*await self._sighted(tenant, mine, window.until), *broken]
        yield await self._deleted(tenant, window)

    async def _sighted(
        self, tenant: Tenant, orders: Sequence[OrderVersion], now: datetime
    ) -> Sequence[Sighting]:
        expects = {} if self._pick_ups is None else await self._pick_ups.of(tenant, orders, now)
        return [_sighting(one, expects.get(one.id, ())) for one in orders]

    async def _deleted(self, tenant: Tenant, window: Window) -> Sequence[Sighting]:
        try:
            logged = await self._omnium.event_log.logged_order_events(
                tenant, [_DELETED], window.since, window.until
            )
        except AccessDenied as refusal:
            self._tell_once(tenant, refusal)
            return ()
        gone = {one.object_id for one in logged.records if one.object_id}
        event = {"category": _DELETED}
        return [Sighting(JobKind.INBOUND_ORDER, order_id, GONE, event) for order_id in sorted(gone)]

    def _tell_once(self, tenant: Tenant, refusal: AccessDenied) -> None:
        """Which role the log needs is not published, so its lack is no fault of the tenant's settings."""
        if tenant.tenant_uid not in self._without_log:
            self._without_log.add(tenant.tenant_uid)
            self._log.warning(
                "deleted orders are told by events alone", tenant=tenant.tenant_uid, error=str(refusal)
            )


def _sighting(order: OrderVersion, expects: tuple[Expectation, ...]) -> Sighting:
    return Sighting(JobKind.INBOUND_ORDER, order.id, version_of(order), at=order.modified, expects=expects)
