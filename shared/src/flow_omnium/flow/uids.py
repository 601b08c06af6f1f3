"""Flow's rule for uids (flow.md 1.0): `^[A-Za-z0-9-_]+`; every other character becomes `_`.

So ids that look alike (`kari.n`, `kari_n`) would get the same uid. The second one gets a digest of its id as a mark.
"""

import re
from functools import lru_cache
from hashlib import sha256
from typing import Final

LONGEST: Final = 128
"""How long a uid may be that we make; Flow publishes no bound."""

_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9_-]")
_DIGITS: Final = 8
_REMEMBERED: Final = 1_024
"""Ids whose uids are kept: a job asks for those of its record again and again."""

_MARK: Final = re.compile(rf"--[0-9a-f]{{{_DIGITS}}}$")
"""Two dashes, since ids that end with one dash and eight digits are common."""


def sanitize_uid(text: str) -> str:
    """Turn any id into one that Flow accepts, the same for the same input."""
    return _FORBIDDEN.sub("_", text)


def is_uid(text: str) -> bool:
    """Tell whether Flow could have a record of this uid; how long one may be, it does not publish."""
    return text == sanitize_uid(text)


def is_plain(text: str) -> bool:
    """Tell whether an id is a valid uid already."""
    return text == sanitize_uid(text) and len(text) <= LONGEST


def digest_of(text: str) -> str:
    """Return the digits that tell an id from its look-alikes."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]


def marked_uid(text: str) -> str:
    """Turn any id into a uid that look-alikes do not share: the id, shortened if need be, and its digest."""
    # Cut before the mark is added: it is the mark that tells look-alikes apart.
    mark = f"--{digest_of(text)}"
    return f"{sanitize_uid(text)[: LONGEST - len(mark)]}{mark}"


@lru_cache(_REMEMBERED)
def uids_of(text: str) -> tuple[str, ...]:
    """List the uids that a record of this id may have; it gets the first one unless that is taken."""
    plain = sanitize_uid(text)
    return (plain, marked_uid(text)) if len(plain) <= LONGEST else (marked_uid(text),)


def without_mark(uid: str) -> str:
    """Return what look-alikes have in common."""
    return _MARK.sub("", sanitize_uid(uid))
