"""Reads what Omnium's token endpoint answered: the token, how long it is valid, or why there is none.

With `returnAsJson=true` the answer is `{"accessToken", "tokenType", "expiresIn"}`, else the bare JWT as text
(https://api.omnium.no/docs/oms/docs.json). What Omnium answers to wrong credentials is not published.

GrantError
├── GrantRefused        Omnium does not accept the tenant's client id and secret
├── GrantUnreadable     Omnium answered something that is no token
├── GrantMisconfigured  nothing was asked: the tenant's address is not allowed, or its secret does not open
└── GrantUnavailable    Omnium did not answer, or not now: 429, 5xx, time-out, broken connection
    └── GrantStopped    Omnium refuses the tokens that it grants: for a while no more is asked for

No text of these holds the URL of the request, its query or the body of the answer: each may hold the client secret.
"""

import base64
import binascii
import json
import math
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, Literal

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]+")  # RFC 6750: what may stand behind «Bearer»

_JWT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")

_REFUSALS: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})

_LONGEST_SECONDS: Final = 30 * 24 * 3600.0
"""Omnium's tokens live ten days; an answer that says more than thirty is not believed."""

_UNSTATED_SECONDS: Final = 3600.0
"""Assumed when the answer states no usable life. If that is wrong, one call is rejected and the token replaced."""


class GrantError(Exception):
    """No token was granted; the text is fit for an operator and for an HTTP answer."""


class GrantRefused(GrantError):
    """Omnium does not accept the tenant's client id and secret."""


class GrantUnreadable(GrantError):
    """Omnium answered something that is no token."""


class GrantMisconfigured(GrantError):
    """Nothing was asked for: the tenant's address is not allowed, or its secret does not open."""


class GrantUnavailable(GrantError):
    """Omnium did not answer, or not now."""


class GrantStopped(GrantUnavailable):
    """Omnium refuses the tokens that it has just granted: another one would be no better."""


@dataclass(frozen=True)
class GrantedToken:
    """A token, and for how many seconds it is said to be valid, if anything usable is said."""

    value: str = field(repr=False)
    expires_in: float | None
    origin: str | None = None
    """Whose token it is (`https://api.omnium.no:443`)."""


def read_answer(status: int, text: str) -> GrantedToken:
    """Find the token in an answer. Raises GrantError."""
    _require_success(status)
    answer = _parsed(text)
    value = answer.get("accessToken") if isinstance(answer, dict) else answer
    # A bare text is only taken for a token when it looks like a JWT: a proxy may say «OK» as well.
    pattern = _TOKEN if isinstance(answer, dict) else _JWT
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise GrantUnreadable("Omnium's token endpoint answered something that is no token")
    return GrantedToken(value, _seconds(answer.get("expiresIn")) if isinstance(answer, dict) else None)


def _require_success(status: int) -> None:
    if status == HTTPStatus.OK:
        return
    if status in _REFUSALS:
        message = f"Omnium refused the tenant's client id and secret (HTTP {status})"
        raise GrantRefused(message)
    message = f"Omnium's token endpoint answered HTTP {status}"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise GrantUnavailable(message)
    raise GrantUnreadable(message)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text.strip()


def _seconds(value: Any) -> float | None:
    try:
        seconds = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) else None


def expires_at(granted: GrantedToken, minted_at: datetime) -> datetime:
    """Return when the token expires: after the shorter of `expiresIn` and what its JWT says of its life.

    The JWT's times are by the issuer's clock, which may be off from ours, so its life is counted from its own `iat`;
    only without one from our time. A life that is over before it began says nothing, and is left out.
    """
    stated = [granted.expires_in, _claimed_life(granted.value, minted_at)]
    lives = [seconds for seconds in stated if seconds is not None and seconds > 0]
    seconds = min([*lives, _LONGEST_SECONDS]) if lives else _UNSTATED_SECONDS
    return minted_at + timedelta(seconds=seconds)


def _claimed_life(token: str, minted_at: datetime) -> float | None:
    expiry, issued = time_claim(token, "exp"), time_claim(token, "iat")
    return None if expiry is None else expiry - (minted_at.timestamp() if issued is None else issued)


def time_claim(token: str, name: Literal["exp", "iat"]) -> float | None:
    """Return a time in a JWT (seconds since 1970), None when it has none that can be read.

    The signature is not verified: the token comes from its issuer, and only its life is taken from it.
    """
    value = _claims(token).get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _claims(token: str) -> dict[str, Any]:
    _, _, rest = token.partition(".")
    payload, _, _ = rest.partition(".")
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return claims if isinstance(claims, dict) else {}
