"""Tokens that need no token-manager: one that stands, or the next one at each refresh."""

from datetime import UTC, datetime

from flow_omnium.tokens.source import AccessToken

_FAR_AWAY = datetime(2100, 1, 1, tzinfo=UTC)


class FixedTokens:
    """Implements `TokenSource`; tokens are `<prefix>1`, `<prefix>2` …, and only a refresh moves on."""

    def __init__(self, prefix: str = "token-") -> None:
        self._prefix = prefix
        self._version = 1

    @property
    def version(self) -> int:
        """The number of the current token."""
        return self._version

    async def token(self, tenant_uid: str) -> AccessToken:  # noqa: ARG002 - one token for all tenants
        """See `TokenSource.token`."""
        return AccessToken(f"{self._prefix}{self._version}", _FAR_AWAY, self._version)

    async def refreshed(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:
        """See `TokenSource.refreshed`."""
        if rejected.version == self._version:
            self._version += 1
        return await self.token(tenant_uid)


class OneToken:
    """Implements `TokenSource`; there is no other token, whoever rejects it."""

    def __init__(self, value: str) -> None:
        self._token = AccessToken(value, _FAR_AWAY, 1)

    async def token(self, tenant_uid: str) -> AccessToken:  # noqa: ARG002 - one token for all tenants
        """See `TokenSource.token`."""
        return self._token

    async def refreshed(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:  # noqa: ARG002 - likewise
        """See `TokenSource.refreshed`."""
        return self._token
