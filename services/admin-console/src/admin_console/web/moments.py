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
    if when.at is None:
        return when.before(now)
    local = datetime.fromisoformat(text.strip())
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)


def typed_in(at: datetime | None, zone: tzinfo) -> str:
    """Write a time as a field for times takes it, in the zone."""
    return "" if at is None else f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
