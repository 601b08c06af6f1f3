"""Writing jobs as CSV, for a list of the customers whom an outage has met, or for a sheet: numbers, and nothing of a person."""

import csv
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from admin_console.database import present, with_database
from admin_console.jobs.choosing import known_choice
from admin_console.jobs.filter import JobChoice
from admin_console.jobs.listing import View, viewed
from admin_console.jobs.output import held_words
from admin_console.jobs.words import cause_text
from admin_console.terminal import show_json
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.runtime.database import Database

MOST_ROWS: Final = 100_000

COLUMNS: Final = (
    *("tenant", "numbers", "store", "kind", "record", "state", "heldBy", "acceptedAt", "ageSeconds"),
    *("attempts", "nextAttemptAt", "cause", "causeKey", "attention", "job"),
)

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A sheet would take such a cell for a formula, and what a sender wrote must compute nothing (OWASP, CSV injection)."""


Row = Mapping[str, str]


def export(choice: JobChoice, *, all_states: bool, as_json: bool) -> None:
    """Write the jobs that were chosen, at most 100,000. Raises WrongUse."""
    write = _write_json if as_json else _write_csv
    with_database(lambda database: write(rows(database, choice, all_states=all_states)))


async def rows(database: Database, choice: JobChoice, *, all_states: bool) -> AsyncIterator[Row]:
    """Give the rows one by one. Raises WrongUse, DatabaseError."""
    choice = await known_choice(database, choice)
    now = await present(database)
    wanted = replace(viewed(choice, View(all_states), now), limit=choice.limit or MOST_ROWS)
    async for entry in JobLog(database).read(wanted):
        if isinstance(entry, JobEntry):
            yield row_of(entry, now)


async def _write_csv(given: AsyncIterator[Row]) -> None:
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    is_begun = False
    async for row in given:
        if not is_begun:
            writer.writeheader()
        is_begun = True
        writer.writerow(row)
    if not is_begun:
        writer.writeheader()


async def _write_json(given: AsyncIterator[Row]) -> None:
    show_json([row async for row in given])


def row_of(entry: JobEntry, now: datetime) -> Mapping[str, str]:
    """Describe a job as a row: every cell is text that a sheet leaves as it is."""
    return dict(zip(COLUMNS, map(_cell, values_of(entry, now)), strict=True))


def values_of(entry: JobEntry, now: datetime) -> Iterator[str | int | None]:
    """Give what a row has of a job, in the order of `COLUMNS`; nothing of a person."""
    yield entry.tenant_uid
    yield " ".join(entry.numbers)
    yield entry.store_uid
    yield entry.kind.value
    yield entry.key
    yield entry.state.value
    yield held_words(entry)
    yield entry.accepted_at.isoformat(timespec="seconds")
    yield round((now - entry.accepted_at).total_seconds())
    yield entry.attempt_count
    yield entry.next_attempt_at.isoformat(timespec="seconds") if entry.next_attempt_at else None
    yield cause_text(entry.cause) if entry.cause else ""
    yield entry.cause.key if entry.cause else ""
    yield "; ".join(entry.attention)
    yield entry.job_id


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return f"'{text}" if text.startswith(_FORMULA) and isinstance(value, str) else text
