"""The way through the issuer and back: where the browser is sent, and who came back."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc.jwk import KeySet

from admin_console.web.signing_in.oidc.attempt import Attempt, begun, resumed
from admin_console.web.signing_in.oidc.calling import Caller, Exchange, error_word
from admin_console.web.signing_in.oidc.faults import NoRole, NotSignedIn, UnknownKey
from admin_console.web.signing_in.oidc.id_token import Claims, Expected, checked
from admin_console.web.signing_in.oidc.provider import Endpoints, Provider
from admin_console.web.signing_in.person import LOCAL, Person, Way, readable
from admin_console.web.signing_in.roles import Roles, grants_of, groups_in
from flow_omnium.runtime.clock import Clock

_SCOPES: Final = ("openid", "profile", "email")
_NAMES: Final = ("name", "preferred_username", "email", "sub")
_MOST_CODE: Final = 4_096


@dataclass(frozen=True)
class Issuer:
    """What we know of the issuer, and it of us."""

    issuer: str
    client_id: str
    claim: str
    roles: Roles


@dataclass(frozen=True)
class OidcSignIn:
    """Signs people in by one issuer."""

    issuer: Issuer
    provider: Provider
    caller: Caller
    clock: Clock

    async def address(self, secret: str, place: str) -> str:
        """Return where to send the browser that has this secret; `place` is where it goes afterwards. Raises IssuerAway."""
        attempt, endpoints = begun(secret, place, self.clock.now()), await self.provider.endpoints()
        return self.caller.address(
            endpoints.authorization,
            self._scope(endpoints),
            state=attempt.state,
            nonce=attempt.nonce,
            code_verifier=attempt.verifier,
        )

    def resumed(self, secret: str | None, state: str) -> Attempt:
        """Return the try that came back. Raises BegunElsewhere."""
        return resumed(secret, state, self.clock.now())

    async def person(self, attempt: Attempt, answer: Mapping[str, str]) -> Person:
        """Return who came back, by the query that the issuer sent along. Raises NotSignedIn, NoRole, IssuerAway."""
        code = self._code(answer)
        endpoints = await self.provider.endpoints()
        exchange = Exchange(endpoints.token, code, attempt.verifier, endpoints.method)
        return self._person(await self._claims(await self.caller.id_token(exchange), attempt.nonce))

    def _scope(self, endpoints: Endpoints) -> str:
        """Some issuers tell groups only to those who ask by a scope of this name."""
        asked = (self.issuer.claim,) if self.issuer.claim in endpoints.scopes - set(_SCOPES) else ()
        return " ".join((*_SCOPES, *asked))

    def _code(self, answer: Mapping[str, str]) -> str:
        if answer.get("iss", self.issuer.issuer) != self.issuer.issuer:
            raise NotSignedIn("another issuer has answered")
        if "error" in answer:
            raise NotSignedIn("the issuer signed nobody in: " + error_word(answer["error"]))
        code = answer.get("code", "")
        if not code or len(code) > _MOST_CODE:
            raise NotSignedIn("the issuer sent no code")
        return code

    async def _claims(self, token: str, nonce: str) -> Claims:
        expected = Expected(self.issuer.issuer, self.issuer.client_id, nonce, self.clock.now())
        keys: KeySet = await self.provider.keys()
        try:
            return checked(token, keys, expected)
        except UnknownKey:
            return checked(token, await self.provider.keys_anew(), expected)

    def _person(self, claims: Claims) -> Person:
        sub, name = _sub_in(claims), _name_in(claims)
        groups = groups_in(claims, self.issuer.claim)
        grants = grants_of(groups, self.issuer.roles)
        if not grants:
            raise NoRole(sub, name, groups)
        return Person(sub, name, grants, Way.OIDC)


def _sub_in(claims: Mapping[str, Any]) -> str:
    """Return by what a person is known; what would not stand whole in the audit log stands there as its digest."""
    sub = str(claims["sub"])
    if sub in {"", LOCAL}:
        raise NotSignedIn("the issuer calls this person by a name that is taken here")
    return sub if readable(sub) == sub else hashlib.sha256(sub.encode(errors="replace")).hexdigest()


def _name_in(claims: Mapping[str, Any]) -> str:
    told = (claims.get(name) for name in _NAMES)
    return next((readable(name) for name in told if isinstance(name, str) and readable(name)), "?")
