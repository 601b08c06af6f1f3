"""Jobs as a list: a line each where there is room, else two, so that 80 columns show everything that matters uncut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rich.table import Table

from admin_console.jobs.naming import SHORT
from admin_console.jobs.output import error_of, held_words, span, summary_table, until
from admin_console.terminal import printable
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry

ROOMY: Final = 140
"""A terminal with fewer columns gets two lines for each job."""

_INDENT: Final = " " * (SHORT + 2)
_LONGEST_TENANT: Final = 14
_HEADING: Final = ("JOB", "STATE", "TRIES", "NEXT", "AGE", "TENANT", "RECORD")


@dataclass(frozen=True)
class Line:
    """What a list says of one job: the cells of its first line, and its second."""

    cells: tuple[str, ...]
    more: str


def job_table(
    entries: Sequence[JobEntry | UnreadableEntry], now: datetime, columns: int | None, *, whole: bool = False
) -> Table | str:
    """Describe jobs for people; `columns` is None for a pipe, which gets everything, as `whole` does."""
    if not entries or columns is None or whole:
        return summary_table(entries, now)
    if columns >= ROOMY:
        return summary_table(entries, now, short=True)
    return "\n".join(narrow_lines([_line(entry, now) for entry in entries], columns))


def narrow_lines(lines: Sequence[Line], columns: int) -> Iterator[str]:
    """Lay out two lines for each job; only the record's id and what went wrong give way."""
    widths = [max(map(len, column)) for column in zip(_HEADING, *(line.cells for line in lines), strict=True)]
    yield _fitted(_laid_out(_HEADING, widths), columns)
    for line in lines:
        yield _fitted(_laid_out(line.cells, widths), columns)
        yield _fitted(f"{_INDENT}{line.more}", columns)


def _laid_out(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _fitted(line: str, columns: int) -> str:
    return line if len(line) <= columns else f"{line[: columns - 1]}…"


def _line(entry: JobEntry | UnreadableEntry, now: datetime) -> Line:
    if isinstance(entry, UnreadableEntry):
        return _unread_line(entry, now)
    cells = (
        entry.job_id[:SHORT],
        entry.state.value,
        str(entry.attempt_count),
        until(entry.next_attempt_at, now),
        span(now - entry.accepted_at),
        _shortened(entry.tenant_uid, _LONGEST_TENANT),
        entry.key,
    )
    words = [entry.kind.value, held_words(entry), error_of(entry), *entry.attention]
    return Line(_printable(cells), _one_line(words))


def _unread_line(entry: UnreadableEntry, now: datetime) -> Line:
    stored, accepted = entry.document, entry.document.get("acceptedAt")
    age = span(now - accepted) if isinstance(accepted, datetime) else "-"
    named = [str(stored.get(name, "-")) for name in ("state", "tenantUid", "key")]
    state, tenant, key = named
    cells = (entry.job_id[:SHORT], state, "-", "-", age, _shortened(tenant, _LONGEST_TENANT), key)
    return Line(_printable(cells), _one_line(["unreadable", f"{entry.field}: {entry.fault}"]))


def _one_line(words: Sequence[str]) -> str:
    return printable(" ".join("; ".join(word for word in words if word).split()))


def _printable(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(printable(" ".join(cell.split())) for cell in cells)


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
