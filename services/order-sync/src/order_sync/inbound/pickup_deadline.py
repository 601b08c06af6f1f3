"""Until when a Click & Collect order is kept (flow.md 1.1): the end of the n-th working day after today. No I/O."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import HolidayBase, country_holidays

from flow_omnium.outcomes import InvalidData

_END_OF_DAY = time(23, 59, 59)


def pickup_deadline(now: datetime, working_days: int, timezone: str | None, country: str | None) -> datetime:
    """Work out the last second of that day, in UTC; "today" is the tenant's date at `now` and does not count.

    A working day is neither in the country's weekend nor one of its public holidays.
    Raises InvalidData for a time zone or a country that does not exist.
    """
    zone = _zone(timezone)
    today: date = now.astimezone(zone).date()
    last_day = _calendar(country).get_nth_working_day(today, working_days)
    return datetime.combine(last_day, _END_OF_DAY, zone).astimezone(UTC)


def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidData("timezone", name, "a time zone of the IANA list") from None


def _calendar(country: str | None) -> HolidayBase:
    try:
        return country_holidays(country or "")
    except NotImplementedError:
        raise InvalidData("countryCode", country, "a country whose public holidays are known") from None
