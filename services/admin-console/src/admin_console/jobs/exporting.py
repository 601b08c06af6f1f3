"""Writing jobs as CSV, for a list of the customers whom an outage has met, or for a sheet: numbers, and nothing of a person."""

import asyncio
import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, TextIO

from admin_console.database import in_database, present
from admin_console.jobs.choosing import known_choice
from admin_console.jobs.filter import JobChoice
from admin_console.jobs.listing import View, viewed
from admin_console.jobs.output import held_words
from admin_console.jobs.words import cause_text
from admin_console.settings import JobSettings
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.operator.job_log import JobLog
from flow_omnium.runtime.database import Database
from flow_omnium.runtime.settings.reading import read_settings

MOST_ROWS: Final = 100_000

COLUMNS: Final = (
    *("tenant", "numbers", "store", "kind", "record", "state", "heldBy", "acceptedAt", "ageSeconds"),
    *("attempts", "nextAttemptAt", "cause", "causeKey", "attention", "job"),
)

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A sheet would take such a cell for a formula, and what a sender wrote must compute nothing (OWASP, CSV injection)."""


def export(choice: JobChoice, *, all_states: bool) -> None:
    """Write the jobs that were chosen, at most 100,000. Raises WrongUse."""
    settings = read_settings(JobSettings)
    asyncio.run(
        in_database(settings, lambda database: _export(database, choice, sys.stdout, all_states=all_states))
    )


async def _export(database: Database, choice: JobChoice, to: TextIO, *, all_states: bool) -> None:
    choice = await known_choice(database, choice)
    now = await present(database)
    wanted = replace(viewed(choice, View(all_states), now), limit=choice.limit or MOST_ROWS)
    writer = csv.DictWriter(to, COLUMNS, lineterminator="\n")
    writer.writeheader()
    async for entry in JobLog(database).read(wanted):
        if isinstance(entry, JobEntry):
            writer.writerow(row_of(entry, now))


def row_of(entry: JobEntry, now: datetime) -> Mapping[str, str]:
    """Describe a job as a row: every cell is text that a sheet leaves as it is."""
    return dict(zip(COLUMNS, map(_cell, _values(entry, now)), strict=True))


def _values(entry: JobEntry, now: datetime) -> Iterator[object]:
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
    yield entry.next_attempt_at and entry.next_attempt_at.isoformat(timespec="seconds")
    yield cause_text(entry.cause) if entry.cause else ""
    yield entry.cause.key if entry.cause else ""
    yield "; ".join(entry.attention)
    yield entry.job_id


def _cell(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return f"'{text}" if text.startswith(_FORMULA) and isinstance(value, str) else text
