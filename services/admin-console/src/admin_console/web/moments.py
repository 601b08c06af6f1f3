"""Times as people type them in the zone that they are shown."""

from datetime import UTC, datetime, tzinfo

import typer

from admin_console.options import read_when
from admin_console.web.answers import BadAsk


def read_moment_in(name: str, text: str | None, now: datetime, zone: tzinfo) -> datetime | None:
    """Read `2h` (so long ago) or a time, one without an offset in the zone, and return it in UTC. Raises BadAsk."""
    if text is None:
        return None
    try:
        when = read_when(text)
    except typer.BadParameter as error:
        message = f"{name}: {error}"
        raise BadAsk(message) from None
    return when.before(now) if when.at is None else _moment(name, text, zone)


def _moment(name: str, text: str, zone: tzinfo) -> datetime:
    try:
        return time_in(text.strip(), zone)
    except ValueError:
        message = f"{name}: {text[:40]!r} is no time"
        raise BadAsk(message) from None


def time_in(text: str, zone: tzinfo) -> datetime:
    """Read a time as a form writes it (`2026-03-01T02:10`), one without an offset in the zone, in UTC. Raises ValueError."""
    read = datetime.fromisoformat(text)
    try:
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        message = f"{text!r} is before the year 1 or after 9999"
        raise ValueError(message) from None


def typed_in(at: datetime | None, zone: tzinfo) -> str:
    """Write a time as a field for times takes it, in the zone."""
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
