"""Whether an id token is what it says: signed by the issuer, for us, for this try, and not expired. No I/O, no clock.

Only signatures by a public key are taken: neither `none` nor a shared secret, whatever the token's header says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from admin_console.web.signing_in.keys import are_equal
from admin_console.web.signing_in.oidc.faults import NotSignedIn, UnknownKey

ALGORITHMS: Final = ("RS256", "ES256", "PS256")

_SKEW_SECONDS: Final = 60
_LONGEST: Final = 64 * 1024

Claims = Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """What a token must say, and when it is looked at."""

    issuer: str
    client_id: str
    nonce: str
    now: datetime


def checked(token: str, keys: KeySet, expected: Expected) -> Claims:
    """Return what a token says. Raises UnknownKey, NotSignedIn with the name of what is wrong."""
    claims = _signed(token, keys)
    try:
        _registry(expected).validate(dict(claims))
    except JoseError as error:
        raise NotSignedIn(_fault(error)) from None
    _require_party(claims, expected.client_id)
    _require_nonce(claims, expected.nonce)
    return claims


def _signed(token: str, keys: KeySet) -> Claims:
    if len(token) > _LONGEST:
        raise NotSignedIn("the id token is too long")
    try:
        return jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except InvalidKeyIdError:
        raise UnknownKey("the id token is signed by a key that the issuer does not publish") from None
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotSignedIn(_fault(error)) from None


def _registry(expected: Expected) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(expected.now.timestamp()),
        leeway=_SKEW_SECONDS,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _require_party(claims: Claims, client_id: str) -> None:
    """A token for several is ours only if it was given to us (OpenID Connect Core 3.1.3.7)."""
    audience, party = claims["aud"], claims.get("azp")
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (party is not None or is_shared) and party != client_id:
        raise NotSignedIn("the id token was given to another client")


def _require_nonce(claims: Claims, nonce: str) -> None:
    told = claims.get("nonce")
    if not isinstance(told, str) or not are_equal(told, nonce):
        raise NotSignedIn("the id token is of another sign-in")


def _fault(error: Exception) -> str:
    """Name a fault by its class and claim: a library's text may hold what the token says."""
    claim = getattr(error, "claim", None)
    what = f" ({claim})" if isinstance(claim, str) and claim.isidentifier() else ""
    return f"the id token does not hold: {type(error).__name__}{what}"
