"""How every call to Omnium is sent: for one tenant, to its address, with its token, and only so many at once."""

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from flow_omnium.outcomes import ApiCall
from flow_omnium.rest.answers import Secrets
from flow_omnium.rest.call import Call
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.rest.client import Peer, RestClient
from flow_omnium.runtime.destinations import ApiHosts, omnium_hosts
from flow_omnium.runtime.proxies import Proxies
from flow_omnium.tenants.kept import OfTenants
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.source import RenewableBearer, TokenSource

SYSTEM = "omnium"


class OmniumApi:
    """Omnium's API, where `hosts` says, an address alone being the only one; `max_concurrency` calls at once per tenant."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: TokenSource,
        hosts: ApiHosts | str,
        max_concurrency: int,
        watch: CallWatch | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        self._rest = RestClient(session, SYSTEM, watch=watch, proxies=proxies)
        self._tokens = tokens
        self._hosts = omnium_hosts(hosts) if isinstance(hosts, str) else hosts
        self._slots = _TenantSlots(max_concurrency)
        self._access: OfTenants[_Access] = OfTenants()

    async def send(self, tenant: Tenant, call: Call) -> Any:
        """Make a call and return the parsed answer, None if it is empty."""
        return await self._rest.send(call, self._peer(tenant))

    def url_of(self, tenant: Tenant) -> str:
        """Return the address of the tenant's Omnium. Raises DestinationRefused."""
        return self._hosts.url_for(tenant.tenant_uid, tenant.omnium.api_url)

    def _peer(self, tenant: Tenant) -> Peer:
        access, uid = self._access.of(tenant, self._new_access), tenant.tenant_uid
        bearer = RenewableBearer(self._tokens, uid)
        return Peer(access.base, bearer, self._slots.slot(uid), access.secrets, uid)

    def _new_access(self, tenant: Tenant) -> "_Access":
        return _Access(URL(self.url_of(tenant)), Secrets(tenant.known_secrets))


@dataclass(frozen=True)
class _Access:
    """What all calls for a tenant have in common: Omnium's address, and what no error may show."""

    base: URL
    secrets: Secrets


def shown(call: Call) -> ApiCall:
    """Name a call in an error, by its route only."""
    return ApiCall(SYSTEM, call.method, call.route)


class _TenantSlots:
    """A semaphore per tenant, so that one tenant's calls never wait for another's. Omnium allows 20 at once per API user."""

    def __init__(self, slots_per_tenant: int) -> None:
        self._slots_per_tenant = slots_per_tenant
        self._slots: dict[str, asyncio.Semaphore] = {}

    def slot(self, tenant_uid: str) -> asyncio.Semaphore:
        """Return the tenant's semaphore, to be held with `async with` during one call."""
        if tenant_uid not in self._slots:
            self._slots[tenant_uid] = asyncio.Semaphore(self._slots_per_tenant)
        return self._slots[tenant_uid]
