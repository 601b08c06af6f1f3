"""Tokens for checking a tenant that is not active: granted for the check, and kept by nobody else."""

from flow_omnium.outcomes import TokenUnavailable
from flow_omnium.tokens.manager_client import TokenManagerClient
from flow_omnium.tokens.source import AccessToken


class TrialTokens:
    """A TokenSource of one tenant, for the length of a check."""

    def __init__(self, manager: TokenManagerClient) -> None:
        self._manager = manager
        self._granted: AccessToken | None = None

    async def fresh(self, tenant_uid: str) -> AccessToken:
        """Have the tenant's credentials tried. Raises TokenUnavailable."""
        self._granted = await self._manager.trial(tenant_uid)
        return self._granted

    async def token(self, tenant_uid: str) -> AccessToken:
        """Return the token that was granted. Raises TokenUnavailable."""
        return self._granted or await self.fresh(tenant_uid)

    async def refreshed(self, _tenant_uid: str, _rejected: AccessToken) -> AccessToken:
        """Raise TokenUnavailable: another token would be no better."""
        raise TokenUnavailable("it refuses a token that it has just given (HTTP 401)")
