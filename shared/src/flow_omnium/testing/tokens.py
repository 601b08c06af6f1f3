"""Tokens without a database: a verified fake of the store."""

from flow_omnium.tokens.stored_token import NO_VERSION, StoredToken


class InMemoryTokens:
    """Behaves as TokenStore does; `unreachable` makes every call fail as a database that is down would."""

    def __init__(self) -> None:
        self._tokens: dict[str, StoredToken] = {}
        self.unreachable = False

    async def read(self, tenant_uid: str) -> StoredToken | None:
        """Return the tenant's token, None when there is none."""
        self._reach()
        return self._tokens.get(tenant_uid)

    async def replace(self, tenant_uid: str, token: StoredToken, *, replaces: int) -> bool:
        """Store `token` if the stored version is still `replaces`; tell whether it was."""
        self._reach()
        stored = self._tokens.get(tenant_uid)
        if (NO_VERSION if stored is None else stored.version) != replaces:
            return False
        self._tokens[tenant_uid] = token
        return True

    def _reach(self) -> None:
        if self.unreachable:
            raise ConnectionError("the database is down")
