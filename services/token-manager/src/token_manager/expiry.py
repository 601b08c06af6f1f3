"""How long a token is valid, from what its answer and the token itself say. No I/O, no clock."""

import base64
import binascii
import json
import math
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from token_manager.token_answer import GrantedToken

_LONGEST_SECONDS: Final = 30 * 24 * 3600.0
"""Omnium's tokens live ten days (omnium.md 1.1); nothing is believed that says more than thirty."""

_UNSTATED_SECONDS: Final = 3600.0
"""Assumed when nothing usable is said. A wrong guess costs one rejected call."""


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
