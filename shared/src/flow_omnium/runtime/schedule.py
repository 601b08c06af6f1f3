"""When something is due that is done again and again: five-field cron, as clocks on the wall of a zone show it, or an interval."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

_FIELDS: Final = 5
_ANY_MOMENT: Final = datetime(2000, 1, 1, tzinfo=UTC)


class Recurrence(Protocol):
    """When something is due, again and again."""

    @property
    def text(self) -> str:
        """It in a few words: two of one text are the same."""
        ...

    def next_after(self, moment: datetime) -> datetime:
        """Return the first due time after a moment, in UTC."""
        ...


@dataclass(frozen=True)
class Every:
    """A time that passes from each end to the next beginning."""

    interval: timedelta

    @property
    def text(self) -> str:
        """See `Recurrence.text`."""
        return f"every {self.interval.total_seconds():g} s"

    def next_after(self, moment: datetime) -> datetime:
        """See `Recurrence.next_after`."""
        return moment.astimezone(UTC) + self.interval


@dataclass(frozen=True)
class Schedule:
    """A cron text (minute, hour, day, month, weekday) and the IANA zone in which it is read.

    As in Debian's cron, what names an hour runs once on each of its days, also when that hour is skipped (then at its end)
    or comes twice (then the first time); what names every hour, or every so many, goes on in real time.

    Raises ValueError, which names the text, for what is no such cron, matches no day at all, or is no zone.
    """

    cron: str
    zone: str

    def __post_init__(self) -> None:
        self.next_after(_ANY_MOMENT)

    @property
    def text(self) -> str:
        """Cron and zone in one: two schedules of one text are the same."""
        return f"{self.cron} {self.zone}"

    def next_after(self, moment: datetime) -> datetime:
        """Return the first due time after a moment, in UTC."""
        for due in self._dues(moment.astimezone(_zone(self.zone))):
            # In an hour that comes twice the library finds its first one again, which is over.
            if due > moment:
                return due
        message = f"schedule {self.cron!r} matches no day at all"
        raise ValueError(message)

    def _dues(self, local: datetime) -> Iterator[datetime]:
        if len(self.cron.split()) != _FIELDS:
            message = f"schedule {self.cron!r} has not five fields"
            raise ValueError(message)
        try:
            found = CronSim(self.cron, local)
        except (CronSimError, ValueError) as error:
            message = f"schedule {self.cron!r} cannot be read: {error}"
            raise ValueError(message) from None
        return (due.astimezone(UTC) for due in found)


def _zone(name: str) -> ZoneInfo:
    # Beside unknown names the library refuses empty ones, paths and folders, each with an error of its own.
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        message = f"time zone {name!r} is not known"
        raise ValueError(message) from None
