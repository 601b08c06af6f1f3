"""Pages of a list by the key of their last row, never by a number of rows to skip. Pure."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from admin_console.web.answers import BadAsk

ROWS: Final = 50
"""How many rows a page has."""

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class After:
    """Where a page begins: behind the row of this time (UTC) and id."""

    at: datetime
    key: str

    @classmethod
    def read(cls, text: str | None) -> "After | None":
        """Read what `written` wrote, None for the first page. Raises BadAsk."""
        if text is None:
            return None
        try:
            milliseconds, key = json.loads(base64.urlsafe_b64decode(text.encode() + b"=="))
            return cls(datetime.fromtimestamp(milliseconds / 1000, UTC), str(key))
        except (ValueError, TypeError, OverflowError, OSError, binascii.Error):
            message = "after: this page does not exist; begin with the first one"
            raise BadAsk(message) from None

    def written(self) -> str:
        """Write it for an address."""
        text = json.dumps([round(self.at.timestamp() * 1000), self.key], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Paged(Generic[_Row]):
    """The rows of one page, and where the next one begins, None at the end."""

    rows: Sequence[_Row]
    after: After | None


def paged(
    found: Sequence[_Row], key: Callable[[_Row], tuple[datetime, str]], size: int = ROWS
) -> Paged[_Row]:
    """Make a page of what was found: one row more than a page has tells that there is another."""
    rows = found[:size]
    return Paged(rows, After(*key(rows[-1])) if len(found) > size else None)


def behind(
    found: Sequence[_Row], key: Callable[[_Row], tuple[datetime, str]], after: After | None
) -> Sequence[_Row]:
    """Leave out what stands before a page, of rows that were read from the time on at which it begins: many may be of one time."""
    if after is None:
        return found
    places = (place for place, row in enumerate(found) if key(row) == (after.at, after.key))
    place = next(places, None)
    return [row for row in found if key(row)[0] < after.at] if place is None else found[place + 1 :]


def paged_by_name(names: Sequence[str], after: str | None, size: int) -> tuple[Sequence[str], str | None]:
    """Return the names of a page of those that are in order, and the last of it where another page follows."""
    left = [name for name in names if after is None or name > after]
    return left[:size], left[size - 1] if len(left) > size else None
