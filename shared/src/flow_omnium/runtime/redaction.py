"""Which parts of a text are secret, and their removal: the last net under every log line, attempt and error."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from json import dumps
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, quote_plus

from flow_omnium.masking import mask_personal

MASK = "***"
MAX_TEXT = 100_000
_SHORTEST = 6
_SHORTEST_WORD = 8
"""Of letters alone or digits alone: shorter ones are words and numbers that any text may hold."""
_LONG = 16
"""From here on a secret is nothing that stands in a text by chance, so it is removed from within words as well."""

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


def without_random_words(text: str) -> str:
    """Replace words that look drawn by lot: a service cannot know the secrets of others, of which a peer may tell.

    Such a word has 24 characters or more with small and capital letters and digits, or 40 with letters and digits; ids
    are shorter, or hold one case alone.
    """
    return _LONG_WORD.sub(lambda found: MASK if _is_random(found.group()) else found.group(), text)


_LONG_WORD = re.compile(r"[A-Za-z0-9_~+=-]{24,}")
_RANDOM_LENGTH = 40


def _is_random(word: str) -> bool:
    if not re.search(r"\d", word):
        return False
    return word.lower() != word != word.upper() or len(word) >= _RANDOM_LENGTH


def cleaned(text: str) -> str:
    """Redact a text that is kept or logged, and remove from it what tells something of a person."""
    return mask_personal(redact(text))


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Replace known secrets in `text`, also where they are written as in a URL, in JSON or in HTML.

    The text stays readable whatever they are: a long one is removed wherever it stands, a short one only where it is a
    whole word, and what is no secret at all but a few letters or digits, or a plain short word, is left alone.
    """
    for secret in sorted(filter(_can_be_removed, secrets), key=len, reverse=True):
        for written in {
            secret,
            quote(secret, safe=""),
            quote_plus(secret),
            dumps(secret)[1:-1],
            escape(secret),
        }:
            text = _without(text, written)
    return text


def _can_be_removed(secret: str) -> bool:
    shortest = _SHORTEST_WORD if secret.isalpha() or secret.isdigit() else _SHORTEST
    return len(secret.strip()) >= shortest


def _without(text: str, written: str) -> str:
    if written not in text:
        return text
    if len(written) >= _LONG:
        return text.replace(written, MASK)
    return re.sub(rf"(?<![^\W_]){re.escape(written)}(?![^\W_])", MASK, text)


def redact_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Redact a log line's fields: by name, and by what their texts look like."""
    return {key: _redacted(key, value) for key, value in fields.items()}


def _redacted(key: str, value: Any) -> Any:
    if key.replace("_", "").lower() in _SECRET_KEYS:
        return MASK
    return cleaned(value) if isinstance(value, str) else value
