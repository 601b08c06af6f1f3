"""The calls on what belongs to a tenant of Flow as a whole; answers may be some minutes old."""

from collections.abc import Sequence

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.payment_methods import OMNIUM_SYSTEM_CODE, PaymentMethod, PaymentMethodPage
from flow_omnium.runtime.fresh_cache import FreshCache, Monotonic
from flow_omnium.runtime.wire import read_as
from flow_omnium.tenants.tenant import Tenant

_ONE_PAGE = {"systemCode": OMNIUM_SYSTEM_CODE, "pageSize": "1000"}


class FlowTenants:
    """The tenant's own description and its payment methods."""

    def __init__(self, api: FlowApi, monotonic: Monotonic) -> None:
        self._api = api
        self._tenants: FreshCache[FlowTenant] = FreshCache(monotonic)
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

    def _key(self, tenant: Tenant) -> tuple[str, str]:
        return tenant.tenant_uid, self._api.url_of(tenant)
