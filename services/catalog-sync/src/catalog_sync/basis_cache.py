"""The basis of single events: the start check costs several calls, and its answers may be some minutes old."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from catalog_sync.basis import Basis
from flow_omnium.rest.cache import FreshCache
from flow_omnium.tenants.tenant import Tenant

ReadBasis = Callable[[Tenant, datetime], Awaitable[Basis]]


class BasisCache:
    """Keeps a tenant's basis as long as its settings stand. Raises what the reading raises."""

    def __init__(self, read: ReadBasis) -> None:
        self._read = read
        self._kept: FreshCache[Basis] = FreshCache()

    async def basis(self, tenant: Tenant, at: datetime) -> Basis:
        """Return what a job rests on, at its own moment."""

        async def read() -> Basis:
            return await self._read(tenant, at)

        settings = (
            f"{tenant.catalog.model_dump_json()}{tenant.connector and tenant.connector.model_dump_json()}"
        )
        basis = await self._kept.get((tenant.tenant_uid, settings), read)
        return replace(basis, tenant=tenant, at=at)
