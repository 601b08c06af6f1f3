"""What is kept of a tenant's token. No I/O."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

NO_VERSION = 0
"""The version that stands for «there is no token yet»; the first token has the next one."""


@dataclass(frozen=True)
class StoredToken:
    """A token as it was minted. `value` is None when it is stored but cannot be decrypted. Times are UTC.

    `origin` is whose token it is, and so the only destination that it may be sent to; None for one that was stored
    before that was noted.
    """

    value: str | None = field(repr=False)
    version: int
    expires_at: datetime
    minted_at: datetime
    origin: str | None = None

    def is_for(self, origin: str) -> bool:
        """Tell whether the token may be sent to this origin."""
        return self.origin in (None, origin)


class Tokens(Protocol):
    """Where the token-manager keeps the tokens."""

    async def read(self, tenant_uid: str) -> StoredToken | None:
        """Return the tenant's token, None when there is none."""
        ...

    async def replace(self, tenant_uid: str, token: StoredToken, *, replaces: int) -> bool:
        """Store `token` if the stored version is still `replaces` (NO_VERSION: none stored); tell whether it was."""
        ...
