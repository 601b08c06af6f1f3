"""Which keys of receptions Omnium says it has seen already (omnium.md 5.3). No I/O."""

import re
from collections.abc import Iterable
from typing import Final

_DUPLICATE: Final = re.compile(r"duplicate|already|exist", re.IGNORECASE)
_CUT: Final = "…"


def seen_keys(refusal: str, keys: Iterable[str]) -> frozenset[str]:
    """Return the keys that a refusal names as received before; none if it speaks of something else.

    The text may have been cut: what then stands at its end may be the beginning of another key.
    """
    if not _DUPLICATE.search(refusal):
        return frozenset()
    text = re.sub(rf"[\w-]*{_CUT}$", "", refusal)
    words = set(re.findall(r"[\w-]+", text))
    return frozenset(key for key in keys if key in words)
