"""What somebody may have meant who typed a name that does not exist."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

_ALIKE: Final = 0.6


def nearest(given: str, known: Collection[str]) -> str | None:
    """Return the known name that is most like the given one, upper and lower case being the same; None where none is."""
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    found = get_close_matches(given.casefold(), folded, n=1, cutoff=_ALIKE)
    return folded[found[0]] if found else None


def did_you_mean(given: str, known: Collection[str]) -> str:
    """Return the question to append to a fault; empty where no known name is like the given one."""
    name = nearest(given, known)
    return "" if name is None else f" (did you mean {name!r}?)"
