"""What an issuer tells of itself: where to sign in, where to exchange a code, and by which keys it signs.

It is read when it is needed, by one at a time, and again after an hour; an older answer does while the issuer is away. One that is away is
left alone for some seconds: whoever opens the page again and again does not call it each time. When the console starts it keeps nobody
from anything but signing in.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, import_key

from admin_console.web.signing_in.oidc.addresses import is_safe
from admin_console.web.signing_in.oidc.faults import IssuerAway
from flow_omnium.runtime.clock import Clock

FRESH_FOR: Final = timedelta(hours=1)
LEFT_ALONE: Final = timedelta(seconds=5)

_PATH: Final = "/.well-known/openid-configuration"
_BASIC: Final = "client_secret_basic"
_POST: Final = "client_secret_post"
_ASYMMETRIC: Final = frozenset({"RSA", "EC"})

Fetch = Callable[[str], Awaitable[Mapping[str, Any]]]
"""Reads a JSON object from an address. Raises IssuerAway."""


@dataclass(frozen=True)
class Endpoints:
    """Where an issuer is asked what; `method` is how it wants to be shown our secret."""

    authorization: str
    token: str
    keys: str
    method: str
    scopes: frozenset[str]


@dataclass(frozen=True)
class _Known:
    endpoints: Endpoints
    keys: KeySet
    at: datetime


@dataclass(frozen=True)
class _Away:
    why: str
    at: datetime


class Provider:
    """One issuer. Every method raises IssuerAway."""

    def __init__(self, issuer: str, fetch: Fetch, clock: Clock) -> None:
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._known: _Known | None = None
        self._away: _Away | None = None
        self._turn = asyncio.Lock()

    async def endpoints(self) -> Endpoints:
        """Return where it is asked what."""
        return (await self._read()).endpoints

    async def keys(self) -> KeySet:
        """Return by which keys it signs."""
        return (await self._read()).keys

    async def keys_anew(self) -> KeySet:
        """Read them again: it may have begun to sign by another one."""
        self._known = await self._asked()
        return self._known.keys

    async def _read(self) -> _Known:
        async with self._turn:
            known = self._known
            if known is not None and self._clock.now() - known.at < FRESH_FOR:
                return known
            try:
                self._known = await self._asked_unless_away()
            except IssuerAway:
                if known is None:
                    raise
                return known
            return self._known

    async def _asked_unless_away(self) -> _Known:
        if self._away is not None and self._clock.now() - self._away.at < LEFT_ALONE:
            raise IssuerAway(self._away.why)
        try:
            known = await self._asked()
        except IssuerAway as error:
            self._away = _Away(str(error), self._clock.now())
            raise
        self._away = None
        return known

    async def _asked(self) -> _Known:
        endpoints = read_endpoints(await self._fetch(self._issuer.rstrip("/") + _PATH), self._issuer)
        return _Known(endpoints, read_keys(await self._fetch(endpoints.keys)), self._clock.now())


def read_endpoints(document: Mapping[str, Any], issuer: str) -> Endpoints:
    """Read what an issuer tells of itself. Raises IssuerAway where it is another issuer's, or leaves out what is needed."""
    if document.get("issuer") != issuer:
        raise IssuerAway("what is there calls itself by another name than CONSOLE_OIDC_ISSUER")
    methods = document.get("token_endpoint_auth_methods_supported", [_BASIC])
    takes_post_alone = isinstance(methods, list) and _BASIC not in methods and _POST in methods
    scopes = document.get("scopes_supported", [])
    return Endpoints(
        _address(document, "authorization_endpoint", issuer),
        _address(document, "token_endpoint", issuer),
        _address(document, "jwks_uri", issuer),
        _POST if takes_post_alone else _BASIC,
        frozenset(scope for scope in scopes if isinstance(scope, str))
        if isinstance(scopes, list)
        else frozenset(),
    )


def read_keys(document: Mapping[str, Any]) -> KeySet:
    """Read the public keys; others, and what cannot be read, are left out. Raises IssuerAway where none is left."""
    told = document.get("keys")
    keys = [_key(key) for key in told if _is_usable(key)] if isinstance(told, list) else []
    read = [key for key in keys if key is not None]
    if not read:
        raise IssuerAway("the issuer publishes no keys that can be read")
    return KeySet(read)


def _key(told: Any) -> Key | None:
    try:
        return import_key(told)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def _is_usable(key: object) -> bool:
    return isinstance(key, dict) and str(key.get("kty")) in _ASYMMETRIC and key.get("use", "sig") == "sig"


def _address(document: Mapping[str, Any], name: str, issuer: str) -> str:
    text = document.get(name)
    if not isinstance(text, str) or not is_safe(text, issuer):
        message = f"the issuer tells no usable {name}"
        raise IssuerAway(message)
    return text
