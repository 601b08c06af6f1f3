"""Which time zone a tenant of Flow has: by its IANA name, by Windows' name for it, else its country's. No I/O."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import win_tz

_COUNTRIES: Final = "zone.tab"
"""The IANA list's own table: country, place, zone; of several zones of a country the most usual one stands first."""


def zone_of(name: str | None, country: str | None) -> tuple[ZoneInfo | None, tuple[str, ...]]:
    """Return the zone, None if nothing tells it; and what a person should look at: a name that could not be read."""
    known = _named((name or "").strip())
    if known is not None:
        return known, ()
    fallback = _zones_by_country().get((country or "").upper())
    if fallback is not None:
        return ZoneInfo(fallback), (
            _unread(name, f"{fallback} is taken, of country {country}"),
        ) if name else ()
    return None, (_unread(name, f"country {country or '(none)'} tells none, and the order has no deadline"),)


def _unread(name: str | None, instead: str) -> str:
    return f"the tenant's time zone in Flow, {name or '(none)'}, is none that we know: {instead}"


def _named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(win_tz.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def _zones_by_country() -> Mapping[str, str]:
    table = resources.files("tzdata.zoneinfo").joinpath(_COUNTRIES).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {country: zone for country, _, zone, *_ in reversed(rows)}
