"""What a page answers: something to show, another place to go, a list to take away, or why not. The shell makes HTTP of it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Shown:
    """A template with its values. `heading` is the page's only h1 and, before the product's name, its title."""

    template: str
    heading: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    status: int = 200


@dataclass(frozen=True)
class SeeOther:
    """A place of ours to go to (303), after an act above all: a reload repeats nothing. `flash` is said there once."""

    location: str
    flash: str | None = None


@dataclass(frozen=True)
class Taken:
    """A list to take away: `?format=csv` or `json` of any list, at most 100,000 rows, streamed as they are read."""

    name: str
    columns: Sequence[str]
    rows: AsyncIterator[Sequence[str | int | None]]
    format: str


@dataclass(frozen=True)
class Saved:
    """A file to keep: its name, its type, its bytes."""

    name: str
    content_type: str
    body: bytes


Event = tuple[str, Mapping[str, Any]]
"""An event's name, and its data, which becomes JSON."""


@dataclass(frozen=True)
class Streamed:
    """Events for as long as the page that listens stays open, or until they end. Nothing personal is in them."""

    events: AsyncIterator[Event]


Answer = Shown | SeeOther | Taken | Saved | Streamed


class Unanswered(Exception):
    """Why a page is not what was asked for: raised by a page, and shown in its place with this status."""

    status = 400

    def __init__(
        self, heading: str, lines: Sequence[str] = (), links: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(heading)
        self.heading = heading
        self.lines = tuple(lines)
        self.links = dict(links or {})


class BadAsk(Unanswered):
    """A value of the address or the form cannot be meant (400)."""


class NotAllowed(Unanswered):
    """The visitor's roles do not give the right (403)."""

    status = 403


class NotThere(Unanswered):
    """There is no such thing, or none for this visitor (404)."""

    status = 404


class Changed(Unanswered):
    """It has changed since it was looked at (409): what it is now is told in place."""

    status = 409


class Away(Unanswered):
    """What it takes cannot be reached just now (503)."""

    status = 503
