"""How long a token is valid, from what its answer and the token itself say. No I/O, no clock."""

import base64
import binascii
import json
import math
from datetime import datetime, timedelta
from typing import Any, Final

from token_manager.token_answer import GrantedToken

_LONGEST_SECONDS: Final = 30 * 24 * 3600.0
"""Omnium's tokens live ten days (omnium.md 1.1); nothing is believed that says more than thirty."""

_UNSTATED_SECONDS: Final = 3600.0
"""Assumed when nothing usable is said. A wrong guess costs one rejected call."""


def expires_at(granted: GrantedToken, minted_at: datetime) -> datetime:
    """Return when the token expires: the earlier of `expiresIn` and the JWT's `exp`.

    A life that is over before it began (a clock that is wrong, on either side) says nothing, and is left out.
    """
    claim = expiry_claim(granted.value)
    stated = [granted.expires_in, None if claim is None else claim - minted_at.timestamp()]
    lives = [seconds for seconds in stated if seconds is not None and seconds > 0]
    seconds = min([*lives, _LONGEST_SECONDS]) if lives else _UNSTATED_SECONDS
    return minted_at + timedelta(seconds=seconds)


def expiry_claim(token: str) -> float | None:
    """Return the `exp` of a JWT (seconds since 1970), None when it has none that can be read.

    The signature is not verified: the token comes from its issuer, and only its end of life is taken from it.
    """
    value = _claims(token).get("exp")
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
