"""The tiles of the overview: a number, what it counts, and where it is told in full. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from admin_console.status.overview import Overview
from flow_omnium.jobs.operator.job_log import MOST_COUNTED
from flow_omnium.jobs.state import JobState

NO_DATA: Final = "no data"
"""In place of a number that could not be read: that is not the same as none."""

_WELL: Final = frozenset({"valid", "due"})
_HELD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "slot": "until their tenant has a free place",
        "record": "behind another job of their record",
        "alone": "to run alone",
        "poison": "set aside",
        "unreadable": "that cannot be read",
        "inactive": "of a tenant that is not active",
        "outage": "until a system answers again",
        "paused": "paused",
    }
)
"""Kinds of reasons (`kind_of_hold`) in words, after a number of jobs."""


@dataclass(frozen=True)
class Tile:
    """One number. `text` is it as it is shown, or that it could not be read; `since` (UTC) is how long it is so."""

    what: str
    text: str
    href: str
    needs_somebody: bool = False
    since: datetime | None = None
    note: str = ""


def tiles(seen: Overview, holds: Mapping[str, int]) -> Sequence[Tile]:
    """Return the tiles in the order in which they are read; `holds` are the kinds of reasons why jobs are held."""
    return [*_of_backlog(seen, holds), *_of_surroundings(seen)]


def held_words(holds: Mapping[str, int]) -> str:
    """Say why how many jobs are held, the most frequent reason first."""
    told = sorted(holds.items(), key=lambda one: (-one[1], one[0]))
    return ", ".join(f"{jobs:,} {_HELD.get(kind, kind)}" for kind, jobs in told)


def _of_backlog(seen: Overview, holds: Mapping[str, int]) -> Iterator[Tile]:
    backlog = seen.backlog
    if backlog is None:
        yield Tile("jobs", NO_DATA, "/jobs", needs_somebody=True)
        return
    for state, what in ((JobState.WAITING, "waiting"), (JobState.HELD, "held"), (JobState.QUEUED, "queued")):
        pending = backlog.pending[state]
        why = held_words(holds) if state is JobState.HELD else ""
        yield Tile(what, f"{pending.jobs:,}", f"/jobs?state={state.value}", False, pending.oldest, why)
    yield Tile("flagged", _many(backlog.attention), "/attention", backlog.attention > 0)
    yield Tile("set aside", f"{backlog.set_aside:,}", "/jobs?held=poison", backlog.set_aside > 0)


def _of_surroundings(seen: Overview) -> Iterator[Tile]:
    yield _counted("paused", seen.pauses, "/pauses")
    yield _counted("systems out", seen.circuits, "/system")
    overdue = None if seen.overdue is None else sum(seen.overdue.values())
    yield _number("overdue", overdue, "/jobs")
    if seen.parked is not None or "parked" in seen.unread:
        yield _number("parked", None if seen.parked is None else sum(seen.parked.values()), "/parked")
    # The oldest first: who has seen to it finds the next.
    act = seen.acts[0].number if seen.acts else None
    yield _counted("acts stuck or failed", seen.acts, "/acts" if act is None else f"/acts/{act}")
    bad = None if seen.tokens is None else sum(state not in _WELL for state in seen.tokens.values())
    yield _number("without a token", bad, "/tenants")


def _counted(what: str, several: Sequence[object] | None, href: str) -> Tile:
    return _number(what, None if several is None else len(several), href)


def _number(what: str, number: int | None, href: str) -> Tile:
    return Tile(what, NO_DATA if number is None else f"{number:,}", href, number != 0)


def _many(number: int) -> str:
    return f"more than {MOST_COUNTED - 1:,}" if number >= MOST_COUNTED else f"{number:,}"
