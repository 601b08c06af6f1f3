"""Flow's rule for uids (flow.md 1.0): `^[A-Za-z0-9-_]+`; every other character becomes `_`. No I/O.

So ids that look alike (`kari.n`, `kari_n`) would get one uid. Whoever comes second gets a mark of his id behind it.
"""

import re
from hashlib import sha256
from typing import Final

LONGEST: Final = 128
"""How long a uid may be that we make; Flow publishes no bound."""

_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9_-]")
_DIGITS: Final = 8
_MARK: Final = re.compile(rf"--[0-9a-f]{{{_DIGITS}}}$")
"""Two dashes, for ids that end with a dash and eight digits are usual."""


def sanitize_uid(text: str) -> str:
    """Turn any id into one that Flow accepts, the same for the same input."""
    return _FORBIDDEN.sub("_", text)


def is_plain(text: str) -> bool:
    """Tell an id that is a uid as it stands."""
    return text == sanitize_uid(text) and len(text) <= LONGEST


def digest_of(text: str) -> str:
    """Return what tells an id from its look-alikes."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:_DIGITS]


def marked_uid(text: str) -> str:
    """Turn any id into a uid that look-alikes do not share: its digest stands behind it, and it is no longer than may be."""
    mark = f"--{digest_of(text)}"
    return f"{sanitize_uid(text)[: LONGEST - len(mark)]}{mark}"


def uids_of(text: str) -> tuple[str, ...]:
    """List the uids that a record of this id may have, the one first that it gets if nobody has it."""
    plain = sanitize_uid(text)
    return (plain, marked_uid(text)) if len(plain) <= LONGEST else (marked_uid(text),)


def without_mark(uid: str) -> str:
    """Return what look-alikes have in common."""
    return _MARK.sub("", sanitize_uid(uid))
