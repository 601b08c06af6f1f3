"""The pickup deadline of a Click & Collect order (flow.md 1.1): the end of the n-th working day, in the tenant's time zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal.windows_tz import win_tz

_COUNTRIES: Final = "zone.tab"
"""The IANA table of country, place and zone. Of several zones of a country the most populous comes first."""

_END_OF_DAY = time(23, 59, 59)

_REMEMBERED: Final = 256
"""Deadlines that are kept: each day has one for each country and number of days."""


@dataclass(frozen=True)
class Deadline:
    """The deadline in UTC; None if it cannot be worked out. `flags` say why, or what was assumed."""

    moment: datetime | None
    flags: tuple[str, ...] = ()


def pickup_deadline(now: datetime, working_days: int, timezone: str | None, country: str | None) -> Deadline:
    """Return the last second of the n-th working day after today; "today" is the tenant's date at `now`.

    A working day is neither in the country's weekend nor one of its public holidays. An unknown country or time zone costs the
    deadline, not the order.
    """
    zone, flags = _zone_of(timezone, country)
    has_calendar = _has_calendar(country)
    if not has_calendar:
        flags = (
            *flags,
            f"the public holidays of country {country or '(none)'} are not known: the order has no deadline",
        )
    if zone is None or country is None or not has_calendar:
        return Deadline(None, flags)
    last_day = _working_day(country, now.astimezone(zone).date(), working_days)
    return Deadline(datetime.combine(last_day, _END_OF_DAY, zone).astimezone(UTC), flags)


@lru_cache(_REMEMBERED)
def _has_calendar(country: str | None) -> bool:
    from holidays import list_supported_countries  # noqa: PLC0415 - 12 MiB, which only a worker takes that is asked for a deadline

    # The table knows codes of two and of three letters; any other text would be looked up as a name of the package's own.
    return country in list_supported_countries(include_aliases=True)


@lru_cache(_REMEMBERED)
def _working_day(country: str, today: date, number: int) -> date:
    """Return the n-th working day after today. To make a country's calendar takes longer than the rest of an order's mapping."""
    from holidays import country_holidays  # noqa: PLC0415 - see above

    last_day: date = country_holidays(country).get_nth_working_day(today, number)
    return last_day


def _zone_of(name: str | None, country: str | None) -> tuple[ZoneInfo | None, tuple[str, ...]]:
    """Return the tenant's zone, else the country's, else None; with a flag if the tenant's name for it is unknown."""
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
