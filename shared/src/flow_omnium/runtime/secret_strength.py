"""Which secrets are too weak to keep anybody out: the short ones, and those that everybody can read in this repository.

Whatever the repository itself carries as a secret (samples, tests, pages) has `PUBLISHED_MARK` in it or is short; a test
walks its files and holds them to that. So one rule knows them all, also those that are still to be written.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final

from pydantic import AnyHttpUrl

MINIMUM_CHARACTERS: Final = 24
"""Of a webhook secret and of an internal key; `openssl rand -hex 24` makes 48."""

PUBLISHED_MARK: Final = "not-a-secret"
"""Stands in every secret that this repository publishes; in a key at rest, in its 32 bytes."""

TOO_SHORT: Final = f"has fewer than {MINIMUM_CHARACTERS} characters, so it can be guessed; `openssl rand -hex 24` makes a good one"
PUBLISHED: Final = (
    f"is published (`{PUBLISHED_MARK}`), so everybody knows it; that is accepted only while all addresses of Omnium and "
    "Flow are on loopback"
)


def is_short(secret: str) -> bool:
    """Tell whether a secret of our own making can be guessed; blanks around it do not count."""
    return len(secret.strip()) < MINIMUM_CHARACTERS


def is_published(secret: str | bytes) -> bool:
    """Tell whether a secret, or a key's bytes, is one that this repository shows."""
    text = secret if isinstance(secret, str) else secret.decode("latin-1")
    return PUBLISHED_MARK in text.casefold()


def all_on_loopback(urls: Iterable[AnyHttpUrl | str]) -> bool:
    """Tell whether every address is one that only this machine can answer at, so that nobody real is behind any."""
    return all(_on_loopback(AnyHttpUrl(str(url)).host or "") for url in urls)


def _on_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return address.is_loopback or (mapped is not None and mapped.is_loopback)
