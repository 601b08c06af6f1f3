"""The calls we make to Omnium, each in the name of one tenant."""

from typing import Any

import aiohttp

from flow_omnium.omnium import routes
from flow_omnium.omnium.models import Order
from flow_omnium.runtime.rest import Call, Peer, RestClient
from flow_omnium.runtime.rest_answers import Secrets
from flow_omnium.runtime.tenant_slots import TenantSlots
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.known_secrets import known_secrets
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.bearer import RenewableBearer
from flow_omnium.tokens.source import TokenSource


class OmniumClient:
    """Omnium's API at `default_url` unless a tenant names its own; `max_concurrency` calls at once per tenant.

    Every method raises the outcomes of `flow_omnium.outcomes`: ApiError, Deferred, TokenUnavailable, InvalidData.
    """

    def __init__(
        self, session: aiohttp.ClientSession, tokens: TokenSource, default_url: str, max_concurrency: int
    ) -> None:
        self._rest = RestClient(session, "omnium")
        self._tokens = tokens
        self._default_url = default_url
        self._slots = TenantSlots(max_concurrency)

    async def read_order(self, tenant: Tenant, order_id: str) -> Order:
        """Read an order by its id. Raises NotFound also for an order outside our user's stores and markets."""
        call = Call("GET", routes.READ_ORDER, ids={"orderId": order_id})
        return read_as(Order, await self._send(call, tenant))

    async def _send(self, call: Call, tenant: Tenant) -> Any:
        own_url = tenant.omnium.api_url
        peer = Peer(
            base_url=self._default_url if own_url is None else str(own_url),
            bearer=RenewableBearer(self._tokens, tenant.tenant_uid),
            slot=self._slots.slot(tenant.tenant_uid),
            secrets=Secrets(known_secrets(tenant)),
        )
        return await self._rest.send(call, peer)
