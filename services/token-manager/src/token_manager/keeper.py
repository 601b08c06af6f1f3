"""Which token a tenant gets: the one in hand while it is good, else a new one, which is stored before it is given out.

One renewal at a time per tenant in this process. Between processes the store decides: its compare-and-set lets one
new token win, and the others hand out that one.
"""

import asyncio
from collections import defaultdict
from typing import Final, Protocol

from flow_omnium.runtime.clock import Clock
from flow_omnium.runtime.database import DatabaseError
from flow_omnium.runtime.logging import get_logger
from flow_omnium.tenants.tenant import Tenant
from flow_omnium.tokens.renewal import renewal_due_at
from flow_omnium.tokens.single_flight import SingleFlight
from flow_omnium.tokens.source import AccessToken
from flow_omnium.tokens.stored_token import NO_VERSION, StoredToken, Tokens
from token_manager.expiry import expires_at
from token_manager.grant_errors import GrantError
from token_manager.token_answer import GrantedToken

_NONE_REJECTED: Final = NO_VERSION


class StoreUnavailable(Exception):
    """The stored tokens cannot be read or written at present."""

    def __init__(self) -> None:
        super().__init__("the database cannot be used")


class Grant(Protocol):
    """Where new tokens come from."""

    async def request(self, tenant: Tenant) -> GrantedToken:
        """Return a new token for the tenant. Raises GrantError."""
        ...


class TokenKeeper:
    """Keeps one valid token per tenant."""

    def __init__(self, store: Tokens, grant: Grant, clock: Clock) -> None:
        self._store = store
        self._grant = grant
        self._clock = clock
        self._held: dict[str, StoredToken] = {}
        self._flights: SingleFlight[StoredToken] = SingleFlight()
        self._renewing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._logger = get_logger("token-manager")

    async def current(self, tenant: Tenant) -> AccessToken:
        """Return the tenant's token, renewed when it is due. Raises GrantError or StoreUnavailable."""
        held = self._held.get(tenant.tenant_uid)
        if held is not None and self._is_fresh(held):
            return _access_token(held)
        return _access_token(await self._renewed_or_still_valid(tenant, _NONE_REJECTED))

    async def refreshed(self, tenant: Tenant, rejected_version: int) -> AccessToken:
        """Return a token of another version than the rejected one. Raises GrantError or StoreUnavailable."""
        return _access_token(await self._renewed_or_still_valid(tenant, rejected_version))

    async def _renewed_or_still_valid(self, tenant: Tenant, rejected_version: int) -> StoredToken:
        uid = tenant.tenant_uid
        try:
            return await self._flights.run(
                (uid, rejected_version), lambda: self._renewed(tenant, rejected_version)
            )
        except (GrantError, StoreUnavailable):
            held = self._held.get(uid)
            if held is None or held.version == rejected_version or held.expires_at <= self._clock.now():
                raise
            return held

    async def _renewed(self, tenant: Tenant, rejected_version: int) -> StoredToken:
        """Take the stored token if it is good, which another process may have renewed; else get a new one."""
        uid = tenant.tenant_uid
        async with self._renewing[uid]:
            while True:
                stored = await self._read(uid)
                if stored is not None and stored.version != rejected_version and self._is_fresh(stored):
                    return stored
                minted = await self._minted(tenant, NO_VERSION if stored is None else stored.version)
                if minted is not None:
                    return minted

    async def _read(self, uid: str) -> StoredToken | None:
        try:
            stored = await self._store.read(uid)
        except (DatabaseError, OSError):
            raise StoreUnavailable from None
        if stored is not None and stored.value is not None:
            self._held[uid] = stored
        return stored

    async def _minted(self, tenant: Tenant, replaced_version: int) -> StoredToken | None:
        """Get a new token and store it; None when another process was faster."""
        uid, minted_at = tenant.tenant_uid, self._clock.now().replace(microsecond=0)
        granted = await self._granted(tenant)
        expiry = expires_at(granted, minted_at).replace(microsecond=0)
        token = StoredToken(granted.value, replaced_version + 1, expiry, minted_at)
        try:
            won = await self._store.replace(uid, token, replaces=replaced_version)
        except (DatabaseError, OSError):
            raise StoreUnavailable from None
        if not won:
            return None
        self._held[uid] = token
        self._logger.info("token minted", tenant=uid, version=token.version, expires_at=expiry.isoformat())
        return token

    async def _granted(self, tenant: Tenant) -> GrantedToken:
        try:
            return await self._grant.request(tenant)
        except GrantError as error:
            self._logger.warning("token not granted", tenant=tenant.tenant_uid, error=str(error))
            raise

    def _is_fresh(self, token: StoredToken) -> bool:
        due_at = renewal_due_at(token.minted_at, token.expires_at)
        return token.value is not None and self._clock.now() < due_at


def _access_token(token: StoredToken) -> AccessToken:
    if token.value is None:
        raise StoreUnavailable
    return AccessToken(token.value, token.expires_at, token.version)
