"""Until when a Click & Collect order is kept (flow.md 1.1): the end of the n-th working day after today, in the tenant's zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import HolidayBase, country_holidays
from tzlocal.windows_tz import win_tz

_COUNTRIES: Final = "zone.tab"
"""The IANA list's own table: country, place, zone; of several zones of a country the most usual one stands first."""

_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Deadline:
    """The last second of that day, in UTC; None where it cannot be worked out. `flags` tell why, or what was guessed."""

    moment: datetime | None
    flags: tuple[str, ...] = ()


NO_DEADLINE = Deadline(None)


def pickup_deadline(now: datetime, working_days: int, timezone: str | None, country: str | None) -> Deadline:
    """Work it out; "today" is the tenant's date at `now` and does not count.

    A working day is neither in the country's weekend nor one of its public holidays. What cannot be read of the tenant costs
    the deadline, and not the order.
    """
    zone, flags = _zone_of(timezone, country)
    calendar = _calendar(country)
    if calendar is None:
        flags = (
            *flags,
            f"the public holidays of country {country or '(none)'} are not known: the order has no deadline",
        )
    if zone is None or calendar is None:
        return Deadline(None, flags)
    today: date = now.astimezone(zone).date()
    last_day = calendar.get_nth_working_day(today, working_days)
    return Deadline(datetime.combine(last_day, _END_OF_DAY, zone).astimezone(UTC), flags)


def _calendar(country: str | None) -> HolidayBase | None:
    try:
        return country_holidays(country or "")
    except NotImplementedError:
        return None


def _zone_of(name: str | None, country: str | None) -> tuple[ZoneInfo | None, tuple[str, ...]]:
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
