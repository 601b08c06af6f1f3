"""The circuit breaker per tenant: opened when Omnium refuses a token that it has just granted.

What became of a tenant's tokens is shared by all processes through the database (`flow_omnium/tokens/rejections.py`
judges it). What is known of open circuits is kept here as well, so that callers are answered without asking anybody.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from pydantic import SecretStr

from flow_omnium.runtime.logging import get_logger
from flow_omnium.runtime.metrics import TokenMetrics
from flow_omnium.tokens.rejections import Rejections, after_rejection
from flow_omnium.tokens.renewal_leases import RenewalLeases
from flow_omnium.tokens.store import StoredToken, Tokens
from token_manager.issuing import store_errors
from token_manager.tenants import TokenTenant
from token_manager.token_answer import GrantStopped

_REST: Final = timedelta(seconds=1)
"""How far apart tokens are asked for, at least, that are revoked as soon as they serve."""


@dataclass(frozen=True)
class _Open:
    rejections: Rejections
    credentials: tuple[str, SecretStr] = field(repr=False)


class TokenCircuitBreaker:
    """Decides whether a refused token is worth replacing. Changed credentials close the circuit."""

    def __init__(self, store: Tokens, leases: RenewalLeases, owner: str, metrics: TokenMetrics) -> None:
        """`owner` is the name under which this process holds renewal leases."""
        self._store = store
        self._leases = leases
        self._owner = owner
        self._metrics = metrics
        self._open: dict[str, _Open] = {}
        self._logger = get_logger("token-manager")

    def check(self, tenant: TokenTenant, version: int, now: datetime) -> None:
        """Raise GrantStopped when this token is known to be refused and the circuit is open."""
        known = self._known(tenant, version)
        if known is None or self._is_over(known, tenant, now):
            return
        raise GrantStopped(_said(known.rejections))

    async def rejected(
        self, tenant: TokenTenant, token: StoredToken, now: datetime, *, has_served: bool
    ) -> None:
        """Note that Omnium refused the stored token. `has_served`: it was good before, so it was revoked.

        Returns when another one may be asked for. Raises GrantStopped when it would be no better, StoreUnavailable.
        """
        uid = tenant.tenant_uid
        before = await self._rejections(uid)
        rejections = after_rejection(before, token, now, has_served=has_served)
        # Of many workers that report one token, the first counts.
        if token.version != before.refused:
            self._metrics.rejections.labels(uid).inc()
        if rejections != before:
            await self._note(uid, rejections)
        if rejections.is_stopped(now):
            self._stop(tenant, rejections, now)
        if has_served:
            await asyncio.sleep(_rest_seconds(token, now))

    async def replaced(self, tenant: TokenTenant, version: int) -> None:
        """Note which token was granted in answer to a rejection. Raises StoreUnavailable."""
        uid = tenant.tenant_uid
        await self._note(uid, (await self._rejections(uid)).replaced_by(version))

    def close(self, tenant: TokenTenant) -> None:
        """Close the circuit: nothing is refused, or a new token was granted. Whether that is good shows when it is used."""
        self._open.pop(tenant.tenant_uid, None)
        self._metrics.stopped.labels(tenant.tenant_uid).set(0)

    async def review(self, tenants: Mapping[str, TokenTenant]) -> None:
        """Take on the circuits that other processes opened or closed, by tenant uid. Raises StoreUnavailable."""
        stopped = await self._stopped(tenants)
        for uid, tenant in tenants.items():
            if uid in stopped:
                self._learn(tenant, stopped[uid])
            else:
                self.close(tenant)

    async def _stopped(self, tenants: Mapping[str, TokenTenant]) -> Mapping[str, Rejections]:
        """Return the rejections of those whose newest token is the refused one: nobody has got another since."""
        stopped: dict[str, Rejections] = {}
        with store_errors():
            for uid, rejections in (await self._leases.stopped()).items():
                # Another replica may have got a good one since.
                newest = await self._store.read(uid) if uid in tenants else None
                if newest is not None and newest.version == rejections.refused:
                    stopped[uid] = rejections
        return stopped

    def _stop(self, tenant: TokenTenant, rejections: Rejections, now: datetime) -> None:
        known = self._known(tenant, rejections.refused)
        if known is not None and self._is_over(known, tenant, now):
            return
        if known is None:
            self._log(tenant, rejections)
        self._learn(tenant, rejections)
        raise GrantStopped(_said(rejections))

    def _learn(self, tenant: TokenTenant, rejections: Rejections) -> None:
        if self._known(tenant, rejections.refused) is None:
            self._open[tenant.tenant_uid] = _Open(rejections, _credentials(tenant))
        self._metrics.stopped.labels(tenant.tenant_uid).set(1)

    def _known(self, tenant: TokenTenant, refused: int) -> _Open | None:
        """An open circuit is named by the token that was refused: its times are stored less exactly than we have them."""
        known = self._open.get(tenant.tenant_uid)
        return known if known is not None and known.rejections.refused == refused else None

    def _is_over(self, known: _Open, tenant: TokenTenant, now: datetime) -> bool:
        # Changed credentials may be the cure, so they are tried at once.
        return not known.rejections.is_stopped(now) or known.credentials != _credentials(tenant)

    async def _rejections(self, uid: str) -> Rejections:
        with store_errors():
            return await self._leases.rejections(uid)

    async def _note(self, uid: str, rejections: Rejections) -> None:
        with store_errors():
            await self._leases.note(uid, self._owner, rejections)

    def _log(self, tenant: TokenTenant, rejections: Rejections) -> None:
        self._logger.error(
            "Omnium refuses the tokens that it has just granted",
            tenant=tenant.tenant_uid,
            version=rejections.refused,
            stoppedUntil=str(rejections.stopped_until),
            times=rejections.stops,
        )


def _rest_seconds(token: StoredToken, now: datetime) -> float:
    """For how long a token that is that young has to be waited with; none for one of the future: clocks differ."""
    age = now - token.minted_at
    return (_REST - age).total_seconds() if timedelta(0) <= age < _REST else 0.0


def _said(rejections: Rejections) -> str:
    until = f"{rejections.stopped_until:%H:%M:%S}" if rejections.stopped_until else "later"
    return f"Omnium refuses the tokens that it has just granted; no more is asked for until {until} UTC"


def _credentials(tenant: TokenTenant) -> tuple[str, SecretStr]:
    return tenant.parameters.omnium_client_id, tenant.parameters.omnium_client_secret
