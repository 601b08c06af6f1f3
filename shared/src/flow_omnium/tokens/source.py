"""What an API client needs of a token, and where it may come from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class AccessToken:
    """An access token, its expiry (UTC) and the version that names it without revealing it."""

    value: str = field(repr=False)
    expires_at: datetime
    version: int


class TokenSource(Protocol):
    """Hands out the access token of one system for one tenant at a time."""

    async def token(self, tenant_uid: str) -> AccessToken:
        """Return a token that is valid as far as we know. Raises TokenUnavailable."""
        ...

    async def refreshed(self, tenant_uid: str, rejected: AccessToken) -> AccessToken:
        """Return a token newer than `rejected`, which the system has just refused. Raises TokenUnavailable."""
        ...
