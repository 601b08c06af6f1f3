"""How long Omnium is left alone after it has granted no token: longer with each failure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr

from flow_omnium.runtime.circuit_breaker import CircuitBreaker, State, open_time
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantError

_FIRST: Final = timedelta(seconds=1)
_LONGEST: Final = timedelta(seconds=60)
_JITTER: Final = 0.5
"""Share of a pause that is left to chance, so that many tenants do not come back at one moment."""

Credentials = tuple[str, SecretStr, str]
"""Client id, secret and address: the secret of one that does not open is not equal to any that does."""


@dataclass(frozen=True)
class _Failing:
    error: GrantError
    circuit: CircuitBreaker[datetime]
    credentials: Credentials = field(repr=False)


class Backoff:
    """A circuit per tenant, in this process, opened by each failure. Credentials that were changed begin anew."""

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
        """Begin a pause, or a longer one."""
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


def _credentials(tenant: TokenTenant) -> Credentials:
    parameters = tenant.parameters
    return parameters.omnium_client_id, parameters.omnium_client_secret, str(tenant.omnium.api_url)
