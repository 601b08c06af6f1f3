"""The access token that an API client sends, where it comes from, and how a refused one is replaced."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass
class Record:
    """What this process has seen of a token."""

    is_replacement: bool = False
    """It was granted in answer to our own report, so nobody had it before us."""
    has_served: bool = False
    """A call with it was answered by the system itself."""

    @property
    def may_have_served(self) -> bool:
        """Tell whether it was of any use, to us or to others before us."""
        return self.has_served or not self.is_replacement


@dataclass(frozen=True)
class AccessToken:
    """An access token, its expiry (UTC) and the version that names it without revealing it."""

    value: str = field(repr=False)
    expires_at: datetime
    version: int
    record: Record = field(default_factory=Record, compare=False, repr=False)


class TokenSource(Protocol):
    """Hands out the access token of one system for one tenant at a time."""

    async def token(self, tenant_uid: str) -> AccessToken:
        """Return a token that is valid as far as we know. Raises TokenUnavailable."""
        ...

    async def refreshed(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:
        """Return a token newer than `rejected`, which the system has just refused. Raises TokenUnavailable."""
        ...


class RenewableBearer:
    """A token that a source renews (Omnium)."""

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
