"""The bearer token of calls to a system whose tokens expire: taken from a source, replaced once when refused."""

from flow_omnium.tokens.source import AccessToken, TokenSource


class RenewableBearer:
    """A token that a source renews (Omnium, omnium.md 1.1)."""

    def __init__(self, source: TokenSource, tenant_uid: str) -> None:
        self._source = source
        self._tenant_uid = tenant_uid
        self._last: AccessToken | None = None

    async def token(self) -> str:
        """Return the tenant's current token. Raises TokenUnavailable."""
        self._last = await self._source.token(self._tenant_uid)
        return self._last.value

    def served(self) -> None:
        """Remember that a call with the token was answered: what is refused from now on was good before."""
        if self._last is not None:
            self._last.record.has_served = True

    async def renewed(self) -> str | None:
        """Have the refused token replaced. Raises TokenUnavailable."""
        if self._last is None:
            return await self.token()
        self._last = await self._source.refreshed(self._tenant_uid, self._last)
        return self._last.value
