"""Which keys of receptions Omnium says it has seen already (omnium.md 5.3). No I/O.

What counts as seen is never sent again, so a text that may speak of anything else counts as none: the job then fails, and
a later one sees in Omnium's transactions what was received.
"""

import re
from collections.abc import Iterable
from typing import Final

_REPEAT: Final = re.compile(
    r"\bduplicate|\bexists?\b|\balready (been )?(received|processed|registered|used)\b", re.IGNORECASE
)
_ANYTHING_ELSE: Final = re.compile(
    r"\b(not|no|none|cannot|unknown|invalid|missing|required|lineItemId|warehouse\w*|quantity|\w*status)\b",
    re.IGNORECASE,
)
_CUT: Final = re.compile(r"[\w-]*…$")
_WORD: Final = re.compile(r"[\w-]+")


def seen_keys(refusal: str, keys: Iterable[str]) -> frozenset[str]:
    """Return the keys that a refusal names as received before; none if it speaks, or may speak, of something else.

    The text may have been cut: what then stands at its end may be the beginning of another key.
    """
    words = _WORD.findall(_CUT.sub("", refusal))
    named = frozenset(keys) & set(words)
    rest = " ".join(word for word in words if word not in named)
    return named if _REPEAT.search(rest) and not _ANYTHING_ELSE.search(rest) else frozenset()
