"""Where the time comes from, and how each vendor writes it down."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    """Tell the time of this machine, in UTC."""
    return datetime.now(UTC)


def seven_digits(moment: datetime) -> str:
    """Write a moment as Omnium does: UTC, seven fraction digits."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z"


def three_digits(moment: datetime) -> str:
    """Write a moment with milliseconds, as Flow does and Omnium's shorter events."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def moment_of(text: str) -> datetime:
    """Read an ISO 8601 text; one without a zone is UTC, as Omnium's older documents mean it."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
