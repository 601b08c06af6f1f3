"""What Omnium's token endpoint answered, in any of its forms (omnium.md 1.1). No I/O.

With `returnAsJson=true` it is `{"accessToken", "tokenType", "expiresIn"}`, else the bare JWT as text. What it answers
to wrong credentials is not published.
"""

import json
import math
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from token_manager.grant_errors import GrantRefused, GrantUnavailable, GrantUnreadable

_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/=-]+")  # RFC 6750: what may stand behind «Bearer»
_JWT: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_REFUSALS: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


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
