"""Renews tokens before anybody asks: whoever needs one finds it ready."""

import asyncio
import contextlib
from collections.abc import Callable, Collection
from typing import Protocol

from flow_omnium.runtime.logging import get_logger
from flow_omnium.tokens.source import AccessToken
from token_manager.issuing import StoreUnavailable
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantError

_AT_ONCE = 8
"""Renewals at once, so that a restart does not ask Omnium for the tokens of all tenants at one moment."""


class Cache(Protocol):
    """Holds the tokens."""

    async def current(self, tenant: TokenTenant) -> AccessToken:
        """Return the tenant's token, renewed when it is due. Raises GrantError or StoreUnavailable."""
        ...

    async def review(self, active: Collection[TokenTenant]) -> None:
        """Learn which circuits other processes opened; show no other tenant. Raises StoreUnavailable."""
        ...


class RenewalLoop:
    """Looks at every active tenant's token now and again: what is due is renewed, one that fails is tried again.

    What is shown of a tenant follows in each turn: nothing of one that is not active.
    """

    def __init__(
        self, tenants: Callable[[], Collection[TokenTenant]], cache: Cache, *, interval_seconds: float = 5.0
    ) -> None:
        self._tenants = tenants
        self._cache = cache
        self._interval_seconds = interval_seconds
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._log = get_logger("tokens")

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            active = [tenant for tenant in self._tenants() if tenant.active]
            await self._review(active)
            await asyncio.gather(*(self._renew(tenant) for tenant in active))
            await asyncio.sleep(self._interval_seconds)

    async def _review(self, active: Collection[TokenTenant]) -> None:
        with contextlib.suppress(StoreUnavailable):  # what is known stays known; the next turn asks again
            await self._cache.review(active)

    async def _renew(self, tenant: TokenTenant) -> None:
        async with self._places:
            try:
                await self._cache.current(tenant)
            except (GrantError, StoreUnavailable, TimeoutError):
                return  # it was logged where it happened, and how often Omnium is asked is the back-off's matter
            except Exception:  # noqa: BLE001 - one tenant's fault must not end the renewals of all
                self._log.exception("a token was not renewed", tenant=tenant.tenant_uid)
