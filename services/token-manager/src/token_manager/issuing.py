"""Gets a new token: asks Omnium, stores the token, and only then gives it out.

After a failure Omnium is left alone for a while, per tenant, longer each time.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Protocol

from pydantic import SecretStr

from flow_omnium.runtime.circuit_breaker import CircuitBreaker, State, open_time
from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import DatabaseError
from flow_omnium.runtime.driver_errors import raised_as
from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import TokenMetrics
from flow_omnium.tokens.store import StoredToken, Tokens
from token_manager.tenants import TokenTenant
from token_manager.token_answer import (
    GrantedToken,
    GrantError,
    GrantMisconfigured,
    GrantRefused,
    GrantUnreadable,
    expires_at,
)

_FIRST: Final = timedelta(seconds=1)
_LONGEST: Final = timedelta(seconds=60)
_JITTER: Final = 0.5
"""Share of a pause that is left to chance, so that many tenants do not come back at one moment."""

_OUTCOMES: Final[Mapping[type[GrantError], str]] = MappingProxyType(
    {GrantRefused: "refused", GrantUnreadable: "unreadable", GrantMisconfigured: "misconfigured"}
)

Credentials = tuple[str, SecretStr, str]
"""Client id, secret and address: the secret of one that does not open is not equal to any that does."""


@dataclass(frozen=True)
class _Failing:
    error: GrantError
    circuit: CircuitBreaker[datetime]
    credentials: Credentials = field(repr=False)


class Backoff:
    """A circuit breaker per tenant, in this process, opened by each failed grant. Changed credentials begin anew."""

    def __init__(self, chance: Callable[[], float]) -> None:
        """`chance` gives numbers from 0 to 1."""
        self._chance = chance
        self._failures: dict[str, _Failing] = {}

    def standing_failure(self, tenant: TokenTenant, now: datetime) -> GrantError | None:
        """Return why nothing is to be asked for now; None when it may be."""
        failing = self._known(tenant)
        if failing is None or failing.circuit.state(now) is not State.OPEN:
            return None
        return failing.error

    def failed(self, tenant: TokenTenant, error: GrantError, now: datetime) -> None:
        """Open the circuit, for longer with each failure."""
        before = self._known(tenant)
        circuit = CircuitBreaker[datetime]() if before is None else before.circuit
        pause = open_time(circuit.failures + 1, _FIRST, _LONGEST) * (1 - _JITTER * self._chance())
        circuit.failed(now + pause)
        self._failures[tenant.tenant_uid] = _Failing(error, circuit, _credentials(tenant))

    def succeeded(self, tenant: TokenTenant) -> None:
        """Forget the failures."""
        self._failures.pop(tenant.tenant_uid, None)

    def _known(self, tenant: TokenTenant) -> _Failing | None:
        failing = self._failures.get(tenant.tenant_uid)
        return failing if failing is not None and failing.credentials == _credentials(tenant) else None


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


def _credentials(tenant: TokenTenant) -> Credentials:
    parameters = tenant.parameters
    return parameters.omnium_client_id, parameters.omnium_client_secret, str(tenant.omnium.api_url)
