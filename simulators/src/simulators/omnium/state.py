"""Everything the Omnium simulator remembers, and nothing that survives it."""

import secrets
from typing import Final

from aiohttp import web

from simulators.background import Background
from simulators.clock import Clock, system_clock
from simulators.documents import Document
from simulators.omnium.catalogue.shelves import Catalogue
from simulators.omnium.config import OmniumConfig
from simulators.omnium.delivery import Deliverer
from simulators.omnium.events import failed_delivery
from simulators.omnium.goods.delivery_store import DeliveryStore
from simulators.omnium.inventory.stock import Stock
from simulators.omnium.invoices.store import InvoiceStore
from simulators.omnium.limits import Limits
from simulators.omnium.models.customer import CustomerKind
from simulators.omnium.orders.store import OrderStore
from simulators.omnium.purchasing.purchase_order_store import PurchaseOrderStore
from simulators.omnium.scrolls import Scrolls
from simulators.omnium.subscriptions import Subscription, SubscriptionOrder
from simulators.omnium.tokens import TokenDesk

# The stores that a tenant starts with; each is a warehouse.
FIRST_STORES: Final = ("oslo", "bergen", "web", "central")


class OmniumState:
    """One Omnium tenant in memory."""

    config: OmniumConfig
    tokens: TokenDesk
    limits: Limits
    orders: OrderStore
    customers: dict[tuple[CustomerKind, str], Document]
    invoices: InvoiceStore
    catalogue: Catalogue
    purchase_orders: PurchaseOrderStore
    deliveries: DeliveryStore
    stock: Stock
    scrolls: Scrolls
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
        self.catalogue = Catalogue(self.clock, FIRST_STORES)
        self.purchase_orders = PurchaseOrderStore(self.clock)
        self.deliveries = DeliveryStore(self.clock)
        self.stock = Stock(self.clock)
        self.scrolls = Scrolls(self.clock)
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
