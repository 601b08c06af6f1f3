"""The calls on what belongs to a tenant of Flow as a whole; answers may be some minutes old."""

from collections.abc import Sequence
from typing import Final

from flow_omnium.flow import routes
from flow_omnium.flow.api import FlowApi
from flow_omnium.flow.lists import ListOf
from flow_omnium.flow.models import ListedStore, TenantHandling
from flow_omnium.flow.models import Tenant as FlowTenant
from flow_omnium.flow.payment_methods import OMNIUM_SYSTEM_CODE, PaymentMethod
from flow_omnium.outcomes import AccessDenied, NotFound
from flow_omnium.rest.cache import FreshCache, Monotonic
from flow_omnium.rest.reading import read_as
from flow_omnium.tenants.tenant import Tenant

_STORES: Final = ListOf(routes.LIST_STORES, ListedStore, lambda one: one.store_uid)
_HANDLINGS: Final = ListOf(routes.LIST_TENANT_HANDLINGS, TenantHandling, lambda one: one.handling_uid)
_METHODS: Final = ListOf(
    routes.LIST_PAYMENT_METHODS,
    PaymentMethod,
    lambda one: one.tenant_payment_method_uid or one.model_dump_json(),
)


class FlowTenants:
    """The tenant's own description, its stores, its payment methods and its handlings."""

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
            return await _METHODS.read(self._api, tenant, query={"systemCode": OMNIUM_SYSTEM_CODE})

        return await self._methods.get(self._key(tenant), read)

    async def settlement_codes(self, tenant: Tenant) -> frozenset[str]:
        """Return the codes of all the tenant's payment methods."""
        methods = await _METHODS.read(self._api, tenant)
        return frozenset(method.settlement_code for method in methods if method.settlement_code)

    async def handling_uids(self, tenant: Tenant) -> frozenset[str]:
        """Return the uids of the tenant's handlings."""
        handlings = await _HANDLINGS.read(self._api, tenant)
        return frozenset(handling.handling_uid for handling in handlings if handling.handling_uid)

    async def store_uids(self, tenant: Tenant) -> frozenset[str] | None:
        """Return the uids of the tenant's stores; None where Flow does not tell (no such call, or no right to it)."""

        async def read() -> frozenset[str] | None:
            try:
                stores = await _STORES.read(self._api, tenant)
            except (AccessDenied, NotFound):
                return None
            return frozenset(store.store_uid for store in stores if store.store_uid is not None)

        return await self._stores.get(self._key(tenant), read)

    def _key(self, tenant: Tenant) -> tuple[str, str]:
        return tenant.tenant_uid, self._api.url_of(tenant)
