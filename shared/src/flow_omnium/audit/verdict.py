"""What a verification of the audit log found, and how it is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flow_omnium.audit.record import Head, Stored, head_of


@dataclass(frozen=True)
class Place:
    """A record by its number, its digest and its time."""

    head: Head
    at: datetime | None


@dataclass(frozen=True)
class Verdict:
    """What a verification found. `signed` is the newest checkpoint whose signature holds, `anchors` are those that hold."""

    count: int
    first: Place | None
    last: Place | None
    faults: tuple[str, ...]
    first_fault: int | None
    signed: Place | None
    anchors: tuple[Head, ...]
    erased: int
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults

    @property
    def anchored_through(self) -> int:
        """The last record that an anchor vouches for, 0 when none does."""
        signed = [] if self.signed is None else [self.signed.head.sequence]
        return max([*signed, *(anchor.sequence for anchor in self.anchors)], default=0)


def lines_of(verdict: Verdict) -> Iterator[str]:
    """Tell a verdict: from when to when, by what anchor, and what no anchor vouches for."""
    if verdict.first is None or verdict.last is None:
        yield "the audit log is empty"
        return
    span = f"{verdict.count} records, {_when(verdict.first)} to {_when(verdict.last)}"
    if verdict.holds:
        yield f"holds: {span}"
    else:
        until = (
            "" if verdict.first_fault is None else f"; nothing is wrong before record {verdict.first_fault}"
        )
        yield f"DOES NOT HOLD: {span}{until}"
    yield from _anchor_lines(verdict, verdict.last)
    yield from verdict.notes
    if verdict.erased:
        yield f"{verdict.erased} records have erased fields, each named by an erasure"


def _anchor_lines(verdict: Verdict, last: Place) -> Iterator[str]:
    if verdict.signed is not None:
        yield f"anchor: the signed checkpoint {_when(verdict.signed)}"
    for anchor in verdict.anchors:
        yield f"anchor: {anchor}, as you gave it"
    through = verdict.anchored_through
    if through == 0:
        yield "anchor: NONE: whoever can write to the database could have made all of it; give keys or --anchor"
    elif through < last.head.sequence:
        yield (
            f"{range_of(through + 1, last.head.sequence)} newer than any anchor: that none was replaced or removed from the "
            "end shows by the next"
        )


def _when(place: Place) -> str:
    at = "?" if place.at is None else place.at.isoformat(sep=" ", timespec="seconds")
    return f"{place.head.sequence} ({at})"


def place_of(record: Stored | None) -> Place | None:
    """Name a record as a place; None for none."""
    if record is None:
        return None
    at = record.get("at")
    return Place(head_of(record), at if isinstance(at, datetime) else None)


def range_of(first: int, last: int) -> str:
    """Say which records, with the verb that follows them."""
    return f"record {first} is" if first == last else f"records {first} to {last} are"
