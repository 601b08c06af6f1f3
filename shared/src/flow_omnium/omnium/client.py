"""All calls we make to Omnium, grouped by what they are about; each is made for one tenant."""

import time

import aiohttp

from flow_omnium.omnium.api import OmniumApi
from flow_omnium.omnium.catalogue import OmniumCatalogue
from flow_omnium.omnium.customers import OmniumCustomers
from flow_omnium.omnium.event_log import OmniumEventLog
from flow_omnium.omnium.goods import OmniumGoods, OmniumInventory
from flow_omnium.omnium.invoices import OmniumInvoices
from flow_omnium.omnium.order_types import OmniumOrderTypes
from flow_omnium.omnium.orders import OmniumOrders
from flow_omnium.omnium.prices import OmniumPrices
from flow_omnium.omnium.purchases import OmniumPurchases
from flow_omnium.omnium.stock import OmniumStock
from flow_omnium.rest.cache import Monotonic
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.runtime.destinations import ApiHosts
from flow_omnium.runtime.proxies import Proxies
from flow_omnium.tokens.source import TokenSource


class OmniumClient:
    """Omnium's API, where `hosts` says; `max_concurrency` calls at once per tenant.

    Every method of its parts raises the outcomes of `flow_omnium.outcomes`: ApiError, Deferred, TokenUnavailable,
    InvalidData. `monotonic` times what is kept, in seconds.
    """

    def __init__(  # noqa: PLR0913 - each is a part that the composition root makes
        self,
        session: aiohttp.ClientSession,
        tokens: TokenSource,
        hosts: ApiHosts | str,
        max_concurrency: int,
        *,
        monotonic: Monotonic = time.monotonic,
        watch: CallWatch | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        api = OmniumApi(session, tokens, hosts, max_concurrency, watch, proxies)
        self.orders = OmniumOrders(api)
        self.order_types = OmniumOrderTypes(api, monotonic)
        self.event_log = OmniumEventLog(api)
        self.customers = OmniumCustomers(api)
        self.invoices = OmniumInvoices(api)
        self.goods = OmniumGoods(api)
        self.inventory = OmniumInventory(api)
        self.stock = OmniumStock(api)
        self.catalogue = OmniumCatalogue(api)
        self.prices = OmniumPrices(api)
        self.purchases = OmniumPurchases(api)
