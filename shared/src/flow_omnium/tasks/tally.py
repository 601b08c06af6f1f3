"""What a run of a task counts and tells while it goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Final

MAX_TOLD: Final = 1_000
MAX_FLAGS: Final = 100
MAX_LINE: Final = 500
"""Bounds of what a run keeps: its entry in the history stays far below MongoDB's 16 MiB."""


@dataclass(frozen=True)
class Counts:
    """How many rows a run has read, written, found unchanged, and set aside."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    set_aside: int = 0


@dataclass
class Tally:
    """The counts of a run that goes on, with a line for each write or difference, and flags for a person to look at.

    The task raises the numbers; whoever runs it reads them with every heartbeat, so an operator sees how far it is.
    """

    read: int = 0
    written: int = 0
    unchanged: int = 0
    set_aside: int = 0
    told: list[str] = field(default_factory=list)
    told_left_out: int = 0
    """How many lines were told beyond the bound, and are only counted."""
    flags: list[str] = field(default_factory=list)

    def tell(self, line: str | Callable[[], str]) -> None:
        """Keep a line about a write, or in a dry run about a difference; beyond 1,000 it is counted only.

        What puts it into words is called only where it is kept.
        """
        if len(self.told) < MAX_TOLD:
            self.told.append((line if isinstance(line, str) else line())[:MAX_LINE])
        else:
            self.told_left_out += 1

    def flag(self, line: str) -> None:
        """Keep what needs a person's attention; the same line is kept once, and 100 of them."""
        if line[:MAX_LINE] not in self.flags and len(self.flags) < MAX_FLAGS:
            self.flags.append(line[:MAX_LINE])

    @property
    def counts(self) -> Counts:
        """The numbers as they stand now."""
        return Counts(**{each.name: getattr(self, each.name) for each in fields(Counts)})
