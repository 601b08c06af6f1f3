"""Until when a Click & Collect order is kept (flow.md 1.1): the end of the n-th working day after today. No I/O."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from holidays import HolidayBase, country_holidays

from order_sync.inbound.time_zone import zone_of

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
    zone, flags = zone_of(timezone, country)
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
