"""All calls we make to Flow, grouped by what they are about; each is made for one tenant."""

import time

import aiohttp

from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.catalogue import FlowCatalogue
from flow_omnium.flow.customers import FlowCustomers
from flow_omnium.flow.goods import FlowGoods
from flow_omnium.flow.orders import FlowOrders
from flow_omnium.flow.receipts import FlowReceipts
from flow_omnium.flow.tenants import FlowTenants
from flow_omnium.rest.cache import Monotonic
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.runtime.destinations import ApiHosts
from flow_omnium.runtime.proxies import Proxies


class FlowClient:
    """Flow's API, where `hosts` says. `monotonic` times what is kept, in seconds.

    Every method of its parts raises the outcomes of `flow_omnium.outcomes`: ApiError, Deferred, InvalidData.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        hosts: ApiHosts | str,
        *,
        monotonic: Monotonic = time.monotonic,
        watch: CallWatch | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        api = FlowApi(session, hosts, watch, proxies)
        self.orders = FlowOrders(api)
        self.customers = FlowCustomers(api)
        self.receipts = FlowReceipts(api)
        self.tenants = FlowTenants(api, monotonic)
        self.goods = FlowGoods(api)
        self.catalogue = FlowCatalogue(api)
