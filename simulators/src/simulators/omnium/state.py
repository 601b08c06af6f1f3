"""Everything the Omnium simulator remembers, and nothing that survives it."""

import secrets

from aiohttp import web

from simulators.background import Background
from simulators.clock import Clock, system_clock
from simulators.documents import Document
from simulators.omnium.config import OmniumConfig
from simulators.omnium.delivery import Deliverer
from simulators.omnium.events import failed_delivery
from simulators.omnium.invoice_store import InvoiceStore
from simulators.omnium.limits import Limits
from simulators.omnium.models.customer import CustomerKind
from simulators.omnium.order_store import OrderStore
from simulators.omnium.subscriptions import Subscription, SubscriptionOrder
from simulators.omnium.tokens import TokenDesk


class OmniumState:
    """One Omnium tenant in memory."""

    config: OmniumConfig
    tokens: TokenDesk
    limits: Limits
    orders: OrderStore
    customers: dict[tuple[CustomerKind, str], Document]
    invoices: InvoiceStore
    subscriptions: dict[str, Subscription]
    deliverer: Deliverer
    events: list[Document]

    def __init__(self, *, clock: Clock = system_clock, config: OmniumConfig | None = None) -> None:
        self.clock = clock
        self.background = Background()
        self._first_config = config or OmniumConfig()
        self._begin()

    def _begin(self) -> None:
        self.config = self._first_config
        self.tokens = TokenDesk(self.clock)
        self.limits = Limits(self.clock)
        self.orders = OrderStore(self.clock)
        self.customers = {}
        self.invoices = InvoiceStore()
        self.subscriptions = {}
        self.events = []
        self.deliverer = Deliverer(self.clock, self.background, self._log_failure)

    async def reset(self) -> None:
        """Go back to the start, deliveries under way included."""
        await self.background.stop()
        session = self.deliverer.session
        self._begin()
        self.deliverer.session = session

    def subscribe(self, order: SubscriptionOrder) -> Subscription:
        """Add a subscription."""
        subscription = Subscription(secrets.token_hex(6), order)
        self.subscriptions[subscription.subscription_id] = subscription
        return subscription

    def raise_events(self, events: list[Document]) -> None:
        """Log the events of one change and send them; shuffled means last first, the worst order there is."""
        self.events.extend(events)
        for event in reversed(events) if self.config.shuffle_events else events:
            self._send(event)

    def _send(self, event: Document) -> None:
        for subscription in self.subscriptions.values():
            if subscription.wants(event):
                self.deliverer.send(subscription, subscription.shape(event), self.config)

    def _log_failure(self, subscription: Subscription, event: Document) -> None:
        self.events.append(failed_delivery(subscription.subscription_id, event, self.clock()))


STATE: web.AppKey[OmniumState] = web.AppKey("omnium", OmniumState)
