"""The calls on what belongs to a tenant of Flow as a whole; answers may be some minutes old."""

from collections.abc import AsyncIterator, Sequence

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.models import StorePage
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.payment_methods import OMNIUM_SYSTEM_CODE, PaymentMethod, PaymentMethodPage
from flow_omnium.outcomes import AccessDenied, NotFound
from flow_omnium.runtime.fresh_cache import FreshCache, Monotonic
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.tenant import Tenant

_STORES_A_PAGE = 100
_ONE_PAGE = {"systemCode": OMNIUM_SYSTEM_CODE, "pageSize": "1000"}


class FlowTenants:
    """The tenant's own description, its stores and its payment methods."""

    def __init__(self, api: FlowApi, monotonic: Monotonic) -> None:
        self._api = api
        self._tenants: FreshCache[FlowTenant] = FreshCache(monotonic)
        self._stores: FreshCache[frozenset[str] | None] = FreshCache(monotonic)
        self._methods: FreshCache[Sequence[PaymentMethod]] = FreshCache(monotonic)

    async def read(self, tenant: Tenant) -> FlowTenant:
        """Read the tenant itself."""

        async def read() -> FlowTenant:
            return read_as(FlowTenant, await self._api.send(tenant, routes.READ_TENANT))

        return await self._tenants.get(self._key(tenant), read)

    async def payment_methods(self, tenant: Tenant) -> Sequence[PaymentMethod]:
        """List the payment methods that have a name in Omnium."""

        async def read() -> Sequence[PaymentMethod]:
            answer = await self._api.send(tenant, routes.LIST_PAYMENT_METHODS, query=_ONE_PAGE)
            return read_as(PaymentMethodPage, answer).items

        return await self._methods.get(self._key(tenant), read)

    async def store_uids(self, tenant: Tenant) -> frozenset[str] | None:
        """Return the uids of the tenant's stores; None where Flow does not tell (no such call, or no right to it)."""

        async def read() -> frozenset[str] | None:
            try:
                return frozenset([uid async for uid in self._stores_of(tenant)])
            except (AccessDenied, NotFound):
                return None

        return await self._stores.get(self._key(tenant), read)

    async def _stores_of(self, tenant: Tenant) -> AsyncIterator[str]:
        number, seen, total = 1, 0, 1
        while seen < total:
            query = {"pageNumber": str(number), "pageSize": str(_STORES_A_PAGE)}
            page = read_as(StorePage, await self._api.send(tenant, routes.LIST_STORES, query=query))
            for store in page.items:
                if store.store_uid is not None:
                    yield store.store_uid
            number, seen = number + 1, seen + len(page.items)
            total = page.paging.total_count if page.items else seen

    def _key(self, tenant: Tenant) -> tuple[str, str]:
        return tenant.tenant_uid, self._api.url_of(tenant)
