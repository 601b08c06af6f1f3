"""What a browser calls itself, shortened to what a person knows it by. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_LONGEST: Final = 60

_BROWSERS: Final[Mapping[str, str]] = MappingProxyType(
    {  # the first that is found: each calls itself by the names of those below as well
        "Edg/": "Edge",
        "OPR/": "Opera",
        "Firefox/": "Firefox",
        "Chrome/": "Chrome",
        "Safari/": "Safari",
    }
)
_SYSTEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "iPhone": "iPhone",
        "iPad": "iPad",
        "Android": "Android",
        "Windows": "Windows",
        "Mac OS X": "macOS",
        "Linux": "Linux",
    }
)


def short_agent(text: str | None) -> str:
    """Name browser and system; of others the first word."""
    if not text:
        return "unknown"
    browser = next((name for mark, name in _BROWSERS.items() if mark in text), None)
    system = next((name for mark, name in _SYSTEMS.items() if mark in text), None)
    if browser is not None:
        return browser if system is None else f"{browser} on {system}"
    return re.sub(r"[^\w./-]", "", text.split()[0] if text.split() else "")[:_LONGEST] or "unknown"
