"""Everything the Flow simulator remembers, and nothing that survives it."""

import itertools

from aiohttp import web

from simulators.background import Background
from simulators.clock import Clock, system_clock, three_digits
from simulators.documents import Document
from simulators.flow.tenant import Tenant, TenantSettings
from simulators.flow.webhooks.delivery import Deliverer
from simulators.flow.webhooks.subscriptions import Subscription, SubscriptionOrder


class FlowState:
    """Flow's tenants in memory."""

    tenants: dict[str, Tenant]

    def __init__(self, *, clock: Clock = system_clock) -> None:
        self.clock = clock
        self.background = Background()
        self.deliverer = Deliverer(clock, self.background)
        self._begin()

    def _begin(self) -> None:
        self.tenants = {}
        self._numbers = itertools.count(1)

    async def reset(self) -> None:
        """Go back to the start: no tenants, no webhooks under way."""
        await self.background.stop()
        self._begin()

    def put_tenant(self, settings: TenantSettings) -> None:
        """Add a tenant, or replace its settings; what is stored for it stays."""
        known = self.tenants.get(settings.tenant_uid)
        if known is None:
            self.tenants[settings.tenant_uid] = Tenant(settings)
        else:
            known.replace(settings)

    def subscribe(self, tenant: Tenant, order: SubscriptionOrder) -> Subscription:
        """Add a webhook subscription."""
        subscription = Subscription(f"subscription-{self.next_number()}", order)
        tenant.subscriptions[subscription.subscription_id] = subscription
        return subscription

    def notify(self, tenant: Tenant, event: Document) -> None:
        """Send a webhook to every subscription that wants it."""
        for subscription in tenant.subscriptions.values():
            if subscription.wants(event):
                self.deliverer.send(subscription, event, tenant.attempts)

    def next_number(self) -> str:
        """Make a number that no other record has."""
        return str(next(self._numbers))

    def now(self) -> str:
        """Tell the time as Flow writes it."""
        return three_digits(self.clock())


STATE: web.AppKey[FlowState] = web.AppKey("flow", FlowState)
