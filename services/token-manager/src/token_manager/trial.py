"""Tries a tenant's credentials: asks Omnium for a token, and keeps nothing of it.

So an operator sees whether they are right before the tenant is active, while nothing runs for it. The token is stored
nowhere and given to no worker; it ends by itself.
"""

from flow_omnium.runtime.clock import Clock
from flow_omnium.tokens.single_flight import SingleFlight
from flow_omnium.tokens.source import AccessToken
from flow_omnium.tokens.store import NO_VERSION
from token_manager.issuing import Grant
from token_manager.tenants import TokenTenant
from token_manager.token_answer import expires_at


class Trial:
    """Asks for tokens of no version. Nothing is left alone after a failure: who tries has just mended something."""

    def __init__(self, grant: Grant, clock: Clock) -> None:
        self._grant = grant
        self._clock = clock
        self._flights: SingleFlight[AccessToken] = SingleFlight()

    async def token(self, tenant: TokenTenant) -> AccessToken:
        """Return a token that was granted just now; trials of a tenant that come together make one. Raises GrantError."""
        return await self._flights.run(tenant.tenant_uid, lambda: self._granted(tenant))

    async def _granted(self, tenant: TokenTenant) -> AccessToken:
        asked_at = self._clock.now().replace(microsecond=0)
        granted = await self._grant.request(tenant)
        expiry = expires_at(granted, asked_at).replace(microsecond=0)
        return AccessToken(granted.value, expiry, NO_VERSION)
