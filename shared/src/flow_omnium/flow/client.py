"""The calls we make to Flow, each in the name of one tenant."""

import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

import aiohttp
from pydantic import BaseModel

from flow_omnium.flow import routes
from flow_omnium.flow.models import NewHandling, NewItem, NewOrder, NewState, Order, OrderRef
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.routes import Route
from flow_omnium.flow.states import OrderState
from flow_omnium.flow.tenant_cache import TenantCache
from flow_omnium.outcomes import InvalidData, NotFound
from flow_omnium.runtime.bearer import FixedBearer
from flow_omnium.runtime.rest import Call, Peer, RestClient
from flow_omnium.runtime.rest_answers import Secrets
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.known_secrets import known_secrets
from flow_omnium.tenants.tenant import Tenant


class FlowClient:
    """Flow's API at `default_url` unless a tenant names its own. `monotonic` times the cache of tenants, in seconds.

    Every method raises the outcomes of `flow_omnium.outcomes`: ApiError, Deferred, InvalidData.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        default_url: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rest = RestClient(session, "flow")
        self._default_url = default_url
        self._tenants = TenantCache(monotonic)

    async def read_tenant(self, tenant: Tenant) -> FlowTenant:
        """Read the tenant itself; the answer may be some minutes old."""
        key = f"{tenant.tenant_uid} {self._url_of(tenant)}"
        known = self._tenants.get(key)
        if known is None:
            known = read_as(FlowTenant, await self._send(tenant, routes.READ_TENANT))
            self._tenants.put(key, known)
        return known

    async def read_order(self, tenant: Tenant, order_uid: str) -> Order | None:
        """Read an order with its lines and handlings; None if Flow has none of that uid."""
        try:
            answer = await self._send(tenant, routes.READ_ORDER, ids={"orderUid": order_uid})
        except NotFound:
            return None
        return read_as(Order, answer)

    async def create_order(self, tenant: Tenant, store_uid: str, order: NewOrder) -> None:
        """Create an order without lines. Raises Conflict if its uid is taken."""
        answer = await self._send(tenant, routes.CREATE_ORDER, ids={"storeUid": store_uid}, body=order)
        given = answer.get("orderUid", order.order_uid) if isinstance(answer, Mapping) else order.order_uid
        # A uid of Flow's own choice would make a second order of every repetition: better to stop at the first.
        if given != order.order_uid:
            raise InvalidData("orderUid", given, f"the uid we asked for, {order.order_uid}")

    async def add_item(self, tenant: Tenant, order: OrderRef, item: NewItem) -> None:
        """Add a line to an open order."""
        await self._send(tenant, routes.ADD_ITEM, ids=_ids(order), body=item)

    async def attach_handling(self, tenant: Tenant, order: OrderRef, handling_uid: str) -> None:
        """Attach one of the tenant's handlings to an order."""
        await self._send(
            tenant, routes.ATTACH_HANDLING, ids=_ids(order), body=NewHandling(handling_uid=handling_uid)
        )

    async def change_state(self, tenant: Tenant, order: OrderRef, state: OrderState) -> None:
        """Put an order into a state."""
        await self._send(tenant, routes.CHANGE_STATE, ids=_ids(order), body=NewState(status=state))

    async def _send(
        self,
        tenant: Tenant,
        route: Route,
        *,
        ids: Mapping[str, str] | None = None,
        body: BaseModel | None = None,
    ) -> Any:
        path_ids = {"tenantUid": tenant.tenant_uid, **(ids or {})}
        peer = Peer(
            base_url=self._url_of(tenant),
            bearer=FixedBearer(tenant.flow.api_token),
            slot=nullcontext(),
            secrets=Secrets(known_secrets(tenant)),
        )
        return await self._rest.send(Call(route.method, route.path, ids=path_ids, body=body), peer)

    def _url_of(self, tenant: Tenant) -> str:
        own_url = tenant.flow.api_url
        return self._default_url if own_url is None else str(own_url)


def _ids(order: OrderRef) -> Mapping[str, str]:
    return {"storeUid": order.store_uid, "orderUid": order.order_uid}
