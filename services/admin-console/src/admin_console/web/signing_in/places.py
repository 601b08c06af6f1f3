"""Where somebody goes after the sign-in: to a page of ours, and nowhere else. Pure."""

import re
from typing import Final

HOME: Final = "/"

_LONGEST: Final = 2_000
_LOCAL: Final = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*")
"""One slash, then no second one: `//host` and `/\\host` are other hosts. Browsers read `\\` as `/` and skip tabs and line ends."""

_WAYS_IN_AND_OUT: Final = ("/login", "/logout")


def is_local(text: str) -> bool:
    """Tell whether it is a path of ours."""
    return len(text) <= _LONGEST and _LOCAL.fullmatch(text) is not None


def local_place(text: str | None) -> str:
    """Return the place if it is a path of ours, else the first page."""
    if text is None or not is_local(text):
        return HOME
    path = text.partition("?")[0].partition("#")[0]
    if any(path == way or path.startswith(f"{way}/") for way in _WAYS_IN_AND_OUT):
        return HOME
    return text
