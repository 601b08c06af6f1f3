"""Tokens without a database: fakes of the store and of the leases of renewals, held against MongoDB by the contract tests."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from flow_omnium.tokens.rejections import Rejections
from flow_omnium.tokens.store import NO_VERSION, StoredToken


class InMemoryTokens:
    """Behaves as TokenStore does; `unreachable` makes every call fail as a database that is down would."""

    def __init__(self) -> None:
        self._tokens: dict[str, StoredToken] = {}
        self.unreachable = False

    async def read(self, tenant_uid: str) -> StoredToken | None:
        """Return the tenant's token, None when there is none."""
        self._reach()
        return self._tokens.get(tenant_uid)

    async def replace(self, tenant_uid: str, token: StoredToken, *, replaces: int) -> bool:
        """Store `token` if the stored version is still `replaces`; tell whether it was."""
        self._reach()
        stored = self._tokens.get(tenant_uid)
        if (NO_VERSION if stored is None else stored.version) != replaces:
            return False
        self._tokens[tenant_uid] = token
        return True

    def _reach(self) -> None:
        if self.unreachable:
            raise ConnectionError("the database is down")


class InMemoryRenewalLeases:
    """Behaves as MongoRenewalLeases does; `unreachable` makes every call fail as a database that is down would."""

    def __init__(self) -> None:
        self._leases: dict[str, tuple[str, datetime]] = {}
        self._rejections: dict[str, Rejections] = {}
        self.unreachable = False

    async def claim(self, tenant_uid: str, owner: str, now: datetime, duration: timedelta) -> bool:
        """Become the one that renews; False while another one is."""
        self._reach()
        holder, until = self._leases.get(tenant_uid, (owner, now))
        if holder != owner and now < until:
            return False
        self._leases[tenant_uid] = owner, now + duration
        return True

    async def release(self, tenant_uid: str, owner: str, now: datetime) -> None:
        """Let others renew, if it was still ours."""
        self._reach()
        if self._holds(tenant_uid, owner):
            self._leases[tenant_uid] = owner, now

    async def rejections(self, tenant_uid: str) -> Rejections:
        """Return how the tenant's last tokens fared."""
        self._reach()
        return self._rejections.get(tenant_uid, Rejections())

    async def stopped(self) -> Mapping[str, Rejections]:
        """Return the rejections of all tenants whose asking was stopped by a refused token."""
        self._reach()
        return {
            uid: rejections
            for uid, rejections in self._rejections.items()
            if rejections.refused != NO_VERSION
        }

    async def note(self, tenant_uid: str, owner: str, rejections: Rejections) -> None:
        """Remember it, as long as the lease is ours."""
        self._reach()
        if self._holds(tenant_uid, owner):
            self._rejections[tenant_uid] = _as_stored(rejections)

    def _holds(self, tenant_uid: str, owner: str) -> bool:
        return self._leases.get(tenant_uid, (None,))[0] == owner

    def _reach(self) -> None:
        if self.unreachable:
            raise ConnectionError("the database is down")


def _as_stored(rejections: Rejections) -> Rejections:
    """MongoDB keeps milliseconds."""
    until = rejections.stopped_until
    if until is None:
        return rejections
    return replace(rejections, stopped_until=until.replace(microsecond=until.microsecond // 1000 * 1000))
