"""How long Omnium is left alone after it has granted no token: longer with each failure. No I/O."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr

from token_manager.grant_errors import GrantError
from token_manager.tenants import TokenTenant

_FIRST: Final = 1.0
_LONGEST: Final = 60.0
_JITTER: Final = 0.5
"""Share of a pause that is left to chance, so that many tenants do not come back at one moment."""


Credentials = tuple[str, SecretStr, str]
"""Client id, secret and address: the secret of one that does not open is not equal to any that does."""


@dataclass(frozen=True)
class _Failure:
    error: GrantError
    count: int
    until: datetime
    credentials: Credentials = field(repr=False)


class Backoff:
    """Remembers each tenant's latest failure, in this process. Credentials that were changed begin anew."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """`chance` gives numbers from 0 to 1."""
        self._chance = chance
        self._failures: dict[str, _Failure] = {}

    def standing_failure(self, tenant: TokenTenant, now: datetime) -> GrantError | None:
        """Return why nothing is to be asked for now; None when it may be."""
        failure = self._failures.get(tenant.tenant_uid)
        if failure is None or failure.credentials != _credentials(tenant) or now >= failure.until:
            return None
        return failure.error

    def failed(self, tenant: TokenTenant, error: GrantError, now: datetime) -> None:
        """Begin a pause, or a longer one."""
        before = self._failures.get(tenant.tenant_uid)
        same = before is not None and before.credentials == _credentials(tenant)
        count = before.count + 1 if before is not None and same else 1
        pause = min(_FIRST * 2 ** min(count - 1, 10), _LONGEST) * (1 - _JITTER * self._chance())
        until = now + timedelta(seconds=pause)
        self._failures[tenant.tenant_uid] = _Failure(error, count, until, _credentials(tenant))

    def succeeded(self, tenant: TokenTenant) -> None:
        """Forget the failures."""
        self._failures.pop(tenant.tenant_uid, None)


def _credentials(tenant: TokenTenant) -> Credentials:
    parameters = tenant.parameters
    return parameters.omnium_client_id, parameters.omnium_client_secret, str(tenant.omnium.api_url)
