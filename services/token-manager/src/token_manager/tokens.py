"""Holds each tenant's token while it is good, else gets a new one, which is stored before it is given out.

One renewal at a time per tenant: in this process by a lock, over all processes by a lease. Who does not hold the lease
goes on with the token that is still valid, or waits for the new one; the lease of a process that died ends by itself.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import DatabaseError
from flow_omnium.runtime.destinations import ApiHosts
from flow_omnium.runtime.metrics import TokenMetrics
from flow_omnium.tokens.renewal_leases import RenewalLeases
from flow_omnium.tokens.schedule import RenewalSchedule
from flow_omnium.tokens.single_flight import SingleFlight
from flow_omnium.tokens.source import AccessToken
from flow_omnium.tokens.store import NO_VERSION, StoredToken, Tokens
from token_manager.circuit_breaker import TokenCircuitBreaker
from token_manager.issuing import Issuer, StoreUnavailable, store_errors
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantError

_LEASE: Final = timedelta(seconds=30)
"""Longer than a request for a token takes."""
_POLL_SECONDS: Final = 0.1


@dataclass(frozen=True)
class Demand:
    """Why a token is needed: `rejected` is the version that Omnium has refused; a trial says so to get a new one only.

    `has_served`: as far as is known it was good before, so it was revoked, and another one is worth asking for.
    """

    tenant: TokenTenant
    rejected: int = NO_VERSION
    is_trial: bool = False
    has_served: bool = False


class TokenCache:
    """Holds one valid token per tenant. `owner` names this process; `chance` spreads renewals."""

    def __init__(  # noqa: PLR0913 - each is a part that the composition root makes
        self,
        store: Tokens,
        leases: RenewalLeases,
        issuer: Issuer,
        clock: Clock,
        metrics: TokenMetrics,
        *,
        hosts: ApiHosts,
        owner: str,
        chance: Callable[[], float],
    ) -> None:
        self._store = store
        self._leases = leases
        self._issuer = issuer
        self._clock = clock
        self._metrics = metrics
        self._hosts = hosts
        self._owner = owner
        self._schedule = RenewalSchedule(chance)
        self._held: dict[str, StoredToken] = {}
        self._flights: SingleFlight[StoredToken] = SingleFlight()
        self._renewing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._circuit = TokenCircuitBreaker(store, leases, owner, metrics)

    async def current(self, tenant: TokenTenant) -> AccessToken:
        """Return the tenant's token, renewed when it is due. Raises GrantError or StoreUnavailable."""
        held = self._held.get(tenant.tenant_uid)
        if held is not None:
            self._circuit.check(tenant, held.version, self._clock.now())
        if held is not None and self._is_good(held, Demand(tenant)):
            return _access_token(held)
        return _access_token(await self._renewed_or_still_valid(Demand(tenant)))

    async def refreshed(
        self,
        tenant: TokenTenant,
        rejected_version: int,
        *,
        is_trial: bool = False,
        has_served: bool = False,
    ) -> AccessToken:
        """Return a token of another version than the rejected one. Raises GrantError or StoreUnavailable."""
        demand = Demand(tenant, rejected_version, is_trial, has_served)
        return _access_token(await self._renewed_or_still_valid(demand))

    async def review(self, active: Collection[TokenTenant]) -> None:
        """Take on the circuits that other processes opened or closed; show no other tenant. Raises StoreUnavailable."""
        tenants = {tenant.tenant_uid: tenant for tenant in active}
        self._let_go_of_all_but(tenants)
        await self._circuit.review(tenants)

    def _let_go_of_all_but(self, uids: Collection[str]) -> None:
        # A tenant that is active again later is read again, and so shown again.
        for uid in self._held.keys() - uids:
            del self._held[uid]
        self._metrics.show_only(uids)

    async def _renewed_or_still_valid(self, demand: Demand) -> StoredToken:
        uid = demand.tenant.tenant_uid
        try:
            return await self._flights.run(
                (uid, demand.rejected, demand.has_served), lambda: self._renewed(demand)
            )
        except (GrantError, StoreUnavailable):
            held = self._held.get(uid)
            if held is None or not self._may_serve(held, demand):
                raise
            return held

    async def _renewed(self, demand: Demand) -> StoredToken:
        """Take the stored token if it is good, which another process may have renewed; else get a new one."""
        uid = demand.tenant.tenant_uid
        # Twice the lease: time for another replica that died to lose it, and for us to renew.
        async with self._renewing[uid], asyncio.timeout(_LEASE.total_seconds() * 2):
            while True:
                stored = await self._read(uid)
                if stored is not None and self._is_good(stored, demand):
                    return stored
                async with self._lease(uid) as is_ours:
                    renewed = await self._renewed_alone(demand) if is_ours else None
                if renewed is not None:
                    return renewed
                if stored is not None and self._may_serve(stored, demand):
                    return stored
                # Another process holds the lease: look again for what it stores.
                await asyncio.sleep(_POLL_SECONDS)

    async def _renewed_alone(self, demand: Demand) -> StoredToken | None:
        """Renew while the lease is ours; None when somebody has stored another token all the same."""
        tenant, uid = demand.tenant, demand.tenant.tenant_uid
        # Read once more under the lease: the one who held it before may have renewed meanwhile.
        stored = await self._read(uid)
        if stored is not None and self._is_good(stored, demand):
            return stored
        await self._require_worth_replacing(demand, stored)
        issued = await self._issuer.issue(tenant, NO_VERSION if stored is None else stored.version)
        if issued is not None:
            await self._take_on(demand, issued)
        return issued

    async def _require_worth_replacing(self, demand: Demand, stored: StoredToken | None) -> None:
        """Raise GrantStopped when the stored token was refused and another one would be no better."""
        if stored is None or stored.version != demand.rejected or demand.is_trial:
            return
        await self._circuit.rejected(demand.tenant, stored, self._clock.now(), has_served=demand.has_served)

    async def _take_on(self, demand: Demand, issued: StoredToken) -> None:
        if demand.rejected != NO_VERSION and not demand.is_trial:
            await self._circuit.replaced(demand.tenant, issued.version)
        self._circuit.close(demand.tenant)
        self._hold(demand.tenant.tenant_uid, issued)

    @contextlib.asynccontextmanager
    async def _lease(self, uid: str) -> AsyncIterator[bool]:
        with store_errors():
            is_ours = await self._leases.claim(uid, self._owner, self._clock.now(), _LEASE)
        try:
            yield is_ours
        finally:
            if is_ours:
                # What cannot be released ends by itself.
                with contextlib.suppress(DatabaseError, OSError):
                    await self._leases.release(uid, self._owner, self._clock.now())

    async def _read(self, uid: str) -> StoredToken | None:
        with store_errors():
            stored = await self._store.read(uid)
        if stored is not None and stored.value is not None:
            self._hold(uid, stored)
        return stored

    def _hold(self, uid: str, token: StoredToken) -> None:
        self._held[uid] = token
        self._metrics.expiry.labels(uid).set(token.expires_at.timestamp())

    def _is_good(self, token: StoredToken, demand: Demand) -> bool:
        is_fresh = self._is_fresh(demand.tenant.tenant_uid, token)
        return token.version != demand.rejected and is_fresh and self._is_for(demand.tenant, token)

    def _may_serve(self, token: StoredToken, demand: Demand) -> bool:
        is_valid = token.value is not None and self._clock.now() < token.expires_at
        return is_valid and token.version != demand.rejected and self._is_for(demand.tenant, token)

    def _is_for(self, tenant: TokenTenant, token: StoredToken) -> bool:
        """A token is only sent to the origin that granted it, even if the tenant's address has changed since."""
        origin = self._hosts.origin_for(tenant.omnium.api_url)
        return origin is not None and token.is_for(origin)

    def _is_fresh(self, uid: str, token: StoredToken) -> bool:
        due_at = self._schedule.due_at(uid, token.version, token.minted_at, token.expires_at)
        return token.value is not None and self._clock.now() < due_at


def _access_token(token: StoredToken) -> AccessToken:
    if token.value is None:
        raise StoreUnavailable
    return AccessToken(token.value, token.expires_at, token.version)
