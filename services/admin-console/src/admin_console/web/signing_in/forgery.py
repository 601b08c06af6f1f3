"""Whether a request was made by a page of ours: nothing is changed by one that was not. Pure.

The browser says so itself (`Sec-Fetch-Site`), or an older one where the page came from (`Origin`). Beside that every form carries
a token that no other site can read.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from admin_console.web.signing_in.keys import are_equal

TOKEN_FIELD: Final = "csrf"  # noqa: S105 - the name of a field

_SITE: Final = "Sec-Fetch-Site"
_ORIGIN: Final = "Origin"
_OURS: Final = "same-origin"


def is_from_our_page(headers: Mapping[str, str], host: str) -> bool:
    """Tell whether a browser says so; `host` is what browsers call the console, with the port where it is not the usual one."""
    site = headers.get(_SITE)
    if site is not None:
        return site == _OURS
    return _host(headers.get(_ORIGIN, "")) == host.lower()


def is_token_of(form: Mapping[str, str], expected: str) -> bool:
    """Tell whether a form has the token that its session's pages carry; where none is expected nothing is right."""
    return bool(expected) and are_equal(form.get(TOKEN_FIELD, ""), expected)


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
