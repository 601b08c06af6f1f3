"""Gets a new token: asks Omnium, stores the token, and only then gives it out."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Final, Protocol

from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import DatabaseError
from flow_omnium.runtime.driver_errors import raised_as
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import TokenMetrics
from flow_omnium.tokens.store import StoredToken, Tokens
from token_manager.backoff import Backoff
from token_manager.tenants import TokenTenant
from token_manager.token_answer import (
    GrantedToken,
    GrantError,
    GrantMisconfigured,
    GrantRefused,
    GrantUnreadable,
    expires_at,
)

_OUTCOMES: Final[Mapping[type[GrantError], str]] = MappingProxyType(
    {GrantRefused: "refused", GrantUnreadable: "unreadable", GrantMisconfigured: "misconfigured"}
)


class StoreUnavailable(Exception):
    """The stored tokens cannot be read or written at present."""

    def __init__(self, why: str = "the database cannot be used") -> None:
        super().__init__(why)


def store_errors() -> AbstractContextManager[None]:
    """Raise StoreUnavailable for whatever the database's driver raises."""
    return raised_as(lambda _: StoreUnavailable(), DatabaseError, OSError)


class Grant(Protocol):
    """Where new tokens come from."""

    async def request(self, tenant: TokenTenant) -> GrantedToken:
        """Return a new token for the tenant. Raises GrantError."""
        ...


class Issuer:
    """Gets tokens issued, and leaves Omnium alone for a while after a failure."""

    def __init__(
        self, store: Tokens, grant: Grant, clock: Clock, backoff: Backoff, metrics: TokenMetrics
    ) -> None:
        self._store = store
        self._grant = grant
        self._clock = clock
        self._backoff = backoff
        self._metrics = metrics
        self._logger = get_logger("token-manager")

    async def issue(self, tenant: TokenTenant, replaced_version: int) -> StoredToken | None:
        """Get a new token and store it; None when another process has stored one. Raises GrantError, StoreUnavailable."""
        uid, minted_at = tenant.tenant_uid, self._clock.now().replace(microsecond=0)
        granted = await self._granted(tenant)
        expiry = expires_at(granted, minted_at).replace(microsecond=0)
        token = StoredToken(granted.value, replaced_version + 1, expiry, minted_at, granted.origin)
        with store_errors():
            won = await self._store.replace(uid, token, replaces=replaced_version)
        if not won:
            return None
        self._logger.info("token minted", tenant=uid, version=token.version, expiresAt=expiry.isoformat())
        return token

    async def _granted(self, tenant: TokenTenant) -> GrantedToken:
        paused = self._backoff.standing_failure(tenant, self._clock.now())
        if paused is not None:
            raise type(paused)(str(paused))
        try:
            granted = await self._grant.request(tenant)
        except GrantError as error:
            self._note_failure(tenant, error)
            raise
        self._backoff.succeeded(tenant)
        self._metrics.refreshes.labels(tenant.tenant_uid, "minted").inc()
        return granted

    def _note_failure(self, tenant: TokenTenant, error: GrantError) -> None:
        self._backoff.failed(tenant, error, self._clock.now())
        self._metrics.refreshes.labels(tenant.tenant_uid, _OUTCOMES.get(type(error), "unavailable")).inc()
        self._logger.warning("token not granted", tenant=tenant.tenant_uid, error=str(error))
