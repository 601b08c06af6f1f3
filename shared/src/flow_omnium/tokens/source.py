"""What an API client needs of a token, and where it may come from."""

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
