"""What a browser holds, and what is made from it. Pure but for the randomness of a new one.

One secret of 256 bits is the whole session. What is kept is its digest, and the token of a page's forms is another digest of it:
who has read the database has neither, and no token must be kept beside the session.
"""

import hashlib
import hmac
import re
import secrets
from typing import Final

_BYTES: Final = 32
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_FORMS: Final = "forms"


def new_secret() -> str:
    """Return a new random one, as a cookie may hold it."""
    return secrets.token_urlsafe(_BYTES)


def is_secret(text: str | None) -> bool:
    """Tell whether a text has the shape of one; nothing else is looked up."""
    return text is not None and _SECRET.fullmatch(text) is not None


def key_of(secret: str) -> str:
    """Return the key under which a session is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(secret: str) -> str:
    """Return the token that the forms of a secret's pages carry."""
    return derived(secret, _FORMS)


def derived(secret: str, purpose: str) -> str:
    """Return another secret, made from one and from a text; from neither alone can it be made."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def are_equal(one: str, other: str) -> bool:
    """Compare two secrets in a time that tells nothing of them."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
