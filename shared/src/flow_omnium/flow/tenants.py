"""The calls on what belongs to a tenant of Flow as a whole; answers may be some minutes old."""

from collections.abc import Mapping, Sequence
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
        self._stores: FreshCache[Mapping[str, str] | None] = FreshCache(monotonic)
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

    async def settlement_codes(self, tenant: Tenant) -> Mapping[str, str]:
        """Return what each of the tenant's payment methods is called, by its code."""
        methods = await _METHODS.read(self._api, tenant)
        return {one.settlement_code: one.name or "" for one in methods if one.settlement_code}

    async def handlings(self, tenant: Tenant) -> Mapping[str, str]:
        """Return what each of the tenant's handlings is called, by its uid."""
        handlings = await _HANDLINGS.read(self._api, tenant)
        return {one.handling_uid: one.name or "" for one in handlings if one.handling_uid}

    async def store_uids(self, tenant: Tenant) -> frozenset[str] | None:
        """Return the uids of the tenant's stores; None where Flow does not tell (no such call, or no right to it)."""
        stores = await self.stores(tenant)
        return None if stores is None else frozenset(stores)

    async def stores(self, tenant: Tenant) -> Mapping[str, str] | None:
        """Return what each of the tenant's stores is called, by its uid; None where Flow does not tell."""

        async def read() -> Mapping[str, str] | None:
            try:
                stores = await _STORES.read(self._api, tenant)
            except (AccessDenied, NotFound):
                return None
            return {one.store_uid: one.name or "" for one in stores if one.store_uid is not None}

        return await self._stores.get(self._key(tenant), read)

    def _key(self, tenant: Tenant) -> tuple[str, str]:
        return tenant.tenant_uid, self._api.url_of(tenant)
