"""Which parts of a text are secret, and their removal: the last net under every log line, attempt and error. No I/O."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

MASK = "***"
MAX_TEXT = 100_000

_PATTERNS = (
    # a credential in an Authorization header or a sentence about one
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+", re.IGNORECASE), rf"\1 {MASK}"),
    # a JSON web token, wherever it stands
    (re.compile(r"\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"), MASK),
    # Omnium's token request carries the secret in the query of its URL (omnium.md 1.1)
    (re.compile(r"(client_?secret[\"']?\s*[=:]\s*[\"']?)[^&\s\"']+", re.IGNORECASE), rf"\1{MASK}"),
    # user and password in the URL of the broker or the database
    (re.compile(r"\b(\w{1,32}://)[^/\s:@]*:[^/\s@]*@"), rf"\1{MASK}@"),
)

# What every pattern needs to match: most texts hold none of it, and log lines are many.
_SUSPICIOUS = re.compile(r"bearer|basic|eyJ|secret|://", re.IGNORECASE)

_SECRET_KEYS: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        (
            "authorization",
            "password",
            "apitoken",
            "accesstoken",
            "clientsecret",
            "token",
            "secret",
            "webhooksecrets",
        ),
        MASK,
    )
)


def redact(text: str) -> str:
    """Replace everything in `text` that looks like a credential. A text beyond 100,000 characters is cut first."""
    text = text[:MAX_TEXT]
    if _SUSPICIOUS.search(text) is None:
        return text
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def redact_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Redact a log line's fields: by name, and by what their texts look like."""
    return {key: _redacted(key, value) for key, value in fields.items()}


def _redacted(key: str, value: Any) -> Any:
    if key.replace("_", "").lower() in _SECRET_KEYS:
        return MASK
    return redact(value) if isinstance(value, str) else value
