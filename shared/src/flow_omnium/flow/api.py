"""How every call to Flow is sent: for one tenant, to its address, with its token."""

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from typing import Any, Final, TypeAlias

import aiohttp
from pydantic import BaseModel
from yarl import URL

from flow_omnium.flow.routes import Route
from flow_omnium.flow.state_words import JUDGED, UnknownWord
from flow_omnium.rest.answers import Secrets
from flow_omnium.rest.bearer import FixedBearer
from flow_omnium.rest.call import Call
from flow_omnium.rest.call_watch import CallWatch
from flow_omnium.rest.client import Peer, RestClient
from flow_omnium.runtime.destinations import ApiHosts, flow_hosts
from flow_omnium.runtime.proxies import Proxies
from flow_omnium.tenants.kept import OfTenants
from flow_omnium.tenants.tenant import Tenant

SYSTEM: Final = "flow"

Names = Mapping[str, str]

Body: TypeAlias = BaseModel | Mapping[str, Any]
"""A model, whose nulls are left out, or a document that is sent as it stands."""


class FlowApi:
    """Flow's API, where `hosts` says, an address alone being the only one. Raises the outcomes of `flow_omnium.outcomes`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        hosts: ApiHosts | str,
        watch: CallWatch | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        self._watch = watch or CallWatch()
        self._rest = RestClient(session, SYSTEM, watch=self._watch, proxies=proxies)
        self._hosts = flow_hosts(hosts) if isinstance(hosts, str) else hosts
        self._peers: OfTenants[Peer] = OfTenants()

    async def send(
        self,
        tenant: Tenant,
        route: Route,
        *,
        ids: Names | None = None,
        query: Names | None = None,
        body: Body | None = None,
    ) -> Any:
        """Make a call and return the parsed answer, None if it is empty."""
        return await self._rest.send(_call(tenant, route, ids, query, body), self._peer(tenant))

    async def look_for(self, tenant: Tenant, route: Route, *, ids: Names) -> Any:
        """Read a record that may not be there. Raises NotFound where it is not, which then tells nothing more."""
        call = _call(tenant, route, ids, None, None)._replace(may_be_missing=True)
        return await self._rest.send(call, self._peer(tenant))

    async def download(self, tenant: Tenant, route: Route, *, ids: Names) -> bytes:
        """Make a call and return the bytes that come."""
        return await self._rest.download(_call(tenant, route, ids, None, None), self._peer(tenant))

    def unknown_words(self, tenant: Tenant, words: Iterable[UnknownWord]) -> None:
        """Count the unknown words of an answer."""
        self._watch.words_are_judged(tenant.tenant_uid, JUDGED)
        for word in words:
            self._watch.unknown_word(tenant.tenant_uid, word.field, str(word.value))

    def url_of(self, tenant: Tenant) -> str:
        """Return the address of the tenant's Flow. Raises DestinationRefused."""
        return self._hosts.url_for(tenant.tenant_uid, tenant.flow.api_url)

    def _peer(self, tenant: Tenant) -> Peer:
        return self._peers.of(tenant, self._new_peer)

    def _new_peer(self, tenant: Tenant) -> Peer:
        return Peer(
            base=URL(self.url_of(tenant)),
            bearer=FixedBearer(tenant.flow.api_token),
            slot=nullcontext(),
            secrets=Secrets(tenant.known_secrets),
            tenant_uid=tenant.tenant_uid,
        )


def _call(tenant: Tenant, route: Route, ids: Names | None, query: Names | None, body: Body | None) -> Call:
    path_ids = {"tenantUid": tenant.tenant_uid, **(ids or {})}
    return Call(route.method, route.path, ids=path_ids, query=query or {}, body=body)
