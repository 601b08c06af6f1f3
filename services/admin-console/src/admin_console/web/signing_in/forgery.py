"""Whether a request was made by a page of ours: nothing is changed by one that was not. Pure.

The browser says so itself (`Sec-Fetch-Site`), or an older one where the page came from (`Origin`). Beside that every form carries
a token that no other site can read.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from admin_console.web.signing_in.keys import are_equal, token_of

TOKEN_FIELD: Final = "csrf"  # noqa: S105 - the name of a field

_HARMLESS: Final = frozenset({"GET", "HEAD"})
_SITE: Final = "Sec-Fetch-Site"
_ORIGIN: Final = "Origin"
_OURS: Final = "same-origin"


def changes_nothing(method: str) -> bool:
    """Tell whether a request of this method may come from anywhere."""
    return method in _HARMLESS


def is_from_our_page(headers: Mapping[str, str], host: str) -> bool:
    """Tell whether a browser says so; `host` is what browsers call the console, with the port where it is not the usual one."""
    site = headers.get(_SITE)
    if site is not None:
        return site == _OURS
    return _host(headers.get(_ORIGIN, "")) == host.lower()


def carries_token(form: Mapping[str, str], secret: str) -> bool:
    """Tell whether a form has the token of this session's pages."""
    return are_equal(form.get(TOKEN_FIELD, ""), token_of(secret))


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
