"""Tenants for which no token is asked for, because Omnium refuses those that it has just granted: who, and until when."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import SecretStr

from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import TokenMetrics
from flow_omnium.tokens.standing import Standing
from token_manager.grant_errors import GrantStopped
from token_manager.tenants import TokenTenant


@dataclass(frozen=True)
class _Stop:
    standing: Standing
    credentials: tuple[str, SecretStr] = field(repr=False)


class Stops:
    """Raises the alert, and answers callers without asking anybody. Changed credentials end a stop."""

    def __init__(self, metrics: TokenMetrics) -> None:
        self._metrics = metrics
        self._stops: dict[str, _Stop] = {}
        self._logger = get_logger("token-manager")

    def check(self, tenant: TokenTenant, version: int, now: datetime) -> None:
        """Raise GrantStopped when this token is known to be refused and the stop is not over."""
        stop = self._known(tenant, version)
        if stop is None or self._is_over(stop, tenant, now):
            return
        raise GrantStopped(_said(stop.standing))

    def begin(self, tenant: TokenTenant, standing: Standing, now: datetime) -> None:
        """Note a stop and raise GrantStopped; nothing when there is none, or when it is over."""
        if not standing.is_stopped(now):
            return
        known = self._known(tenant, standing.refused)
        if known is not None and self._is_over(known, tenant, now):
            return
        if known is None:
            self._log(tenant, standing)
        self.learn(tenant, standing)
        raise GrantStopped(_said(standing))

    def learn(self, tenant: TokenTenant, standing: Standing) -> None:
        """Take on a stop, whichever process began it: the token that is refused is still the newest."""
        if self._known(tenant, standing.refused) is None:
            self._stops[tenant.tenant_uid] = _Stop(standing, _credentials(tenant))
        self._metrics.stopped.labels(tenant.tenant_uid).set(1)

    def end(self, tenant: TokenTenant) -> None:
        """There is no stop, or a new token was granted: whether it is any good shows when it is used."""
        self._stops.pop(tenant.tenant_uid, None)
        self._metrics.stopped.labels(tenant.tenant_uid).set(0)

    def _known(self, tenant: TokenTenant, refused: int) -> _Stop | None:
        """A stop is named by the token that was refused: its times are stored less exactly than we have them."""
        stop = self._stops.get(tenant.tenant_uid)
        return stop if stop is not None and stop.standing.refused == refused else None

    def _is_over(self, stop: _Stop, tenant: TokenTenant, now: datetime) -> bool:
        return not stop.standing.is_stopped(now) or stop.credentials != _credentials(tenant)

    def _log(self, tenant: TokenTenant, standing: Standing) -> None:
        self._logger.error(
            "Omnium refuses the tokens that it has just granted",
            tenant=tenant.tenant_uid,
            version=standing.refused,
            stoppedUntil=str(standing.stopped_until),
            times=standing.stops,
        )


def _said(standing: Standing) -> str:
    until = f"{standing.stopped_until:%H:%M:%S}" if standing.stopped_until else "later"
    return f"Omnium refuses the tokens that it has just granted; no more is asked for until {until} UTC"


def _credentials(tenant: TokenTenant) -> tuple[str, SecretStr]:
    return tenant.parameters.omnium_client_id, tenant.parameters.omnium_client_secret
