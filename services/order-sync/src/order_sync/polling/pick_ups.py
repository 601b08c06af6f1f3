"""Until when customers should have collected their orders: as Omnium tells it, else by the tenant's working days (flow.md 1.1)."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flow_omnium.flow.client import FlowClient
from flow_omnium.jobs.kinds import JobKind
from flow_omnium.omnium.client import OmniumClient
from flow_omnium.omnium.models import Order
from flow_omnium.omnium.models.order_search import OrderVersion
from flow_omnium.omnium.versions import version_of
from flow_omnium.outcomes import Deferred
from flow_omnium.polling.expectation import Expectation, OverdueState
from flow_omnium.polling.source import Sighting
from flow_omnium.tenants.tenant import Tenant
from order_sync.inbound.pickup_deadline import pickup_deadline
from order_sync.order_stage import OrderStage, stage_of
from order_sync.order_types import is_click_and_collect


@dataclass(frozen=True)
class PickUpRules:
    """What it takes to say until when an order should be collected.

    `cancelled`: the tenant's own statuses of a cancelled order, in lower case. `days`: working days from `now` (UTC) for an
    order that tells no deadline, by the calendar of `timezone` and `country`; None: such an order has none.
    """

    now: datetime
    cancelled: Collection[str] = ()
    days: int | None = None
    timezone: str | None = None
    country: str | None = None


def pick_up_of(order: Order | OrderVersion, tenant: Tenant, rules: PickUpRules) -> tuple[Expectation, ...]:
    """Return until when an order should be collected; nothing for one that nobody collects, or that has no deadline."""
    if not is_click_and_collect(order.order_type, tenant.order_types):
        return ()
    is_open = _is_open(order, tenant, rules.cancelled)
    if order.customer_pickup_deadline is not None:
        by = order.customer_pickup_deadline
        return (Expectation(OverdueState.PICK_UP, by, is_met=not is_open, is_told=True),)
    if not is_open:
        return (Expectation(OverdueState.PICK_UP, rules.now, is_met=True),)
    by_rule = _by_rule(rules)
    return () if by_rule is None else (Expectation(OverdueState.PICK_UP, by_rule),)


def _by_rule(rules: PickUpRules) -> datetime | None:
    if rules.days is None:
        return None
    return pickup_deadline(rules.now, rules.days, rules.timezone, rules.country).moment


def _is_open(order: Order | OrderVersion, tenant: Tenant, cancelled: Collection[str]) -> bool:
    try:
        return stage_of(order.status, cancelled, tenant.order_statuses) is OrderStage.ALIVE
    except Deferred:
        return False


class PickUps:
    """Reads what the rules take, and orders whose deadline is over. Implements `ReadsAgain`."""

    def __init__(self, omnium: OmniumClient, flow: FlowClient) -> None:
        self._omnium = omnium
        self._flow = flow

    async def of(
        self, tenant: Tenant, orders: Sequence[Order | OrderVersion], now: datetime
    ) -> Mapping[str, tuple[Expectation, ...]]:
        """Return by order id until when each should be collected. Raises the outcomes of `flow_omnium.outcomes`."""
        collected = [one for one in orders if is_click_and_collect(one.order_type, tenant.order_types)]
        if not collected:
            return {}
        rules = await self._rules(tenant, now)
        return {one.id: pick_up_of(one, tenant, rules) for one in collected}

    async def read_again(self, tenant: Tenant, keys: Sequence[str], now: datetime) -> AsyncIterator[Sighting]:
        """See `ReadsAgain.read_again`."""
        for key in keys:
            order = await self._omnium.orders.find(tenant, key)
            if order is not None:
                expects = await self.of(tenant, [order], now)
                yield Sighting(
                    JobKind.INBOUND_ORDER, key, version_of(order), expects=expects.get(order.id, ())
                )

    async def _rules(self, tenant: Tenant, now: datetime) -> PickUpRules:
        cancelled = await self._omnium.order_types.cancelled_statuses(tenant)
        days = tenant.parameters.omnium_click_collect_expiry_days
        if days is None:
            return PickUpRules(now, cancelled)
        known = await self._flow.tenants.read(tenant)
        country = tenant.flow.country_code or known.country_code
        return PickUpRules(now, cancelled, days, known.timezone, country)
