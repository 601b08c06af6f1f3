"""Listing jobs: by default those that need somebody, and always with a word of how many are not shown."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from admin_console.database import present, with_database
from admin_console.jobs import output
from admin_console.jobs.choosing import job_filter, known_choice
from admin_console.jobs.filter import JobChoice
from admin_console.jobs.table import job_table
from admin_console.terminal import columns, report, show, show_json
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_filter import NEEDS_SOMEBODY, Order
from flow_omnium.jobs.operator.job_log import MOST_COUNTED, JobFilter, JobLog
from flow_omnium.jobs.state import JobState
from flow_omnium.runtime.database import Database

LISTED: Final = 50


@dataclass(frozen=True)
class View:
    """How a list looks: whether every state is shown, in which order, and whether nothing is shortened."""

    all_states: bool = False
    order: Order = Order.NEWEST
    wide: bool = False


@dataclass(frozen=True)
class Listed:
    """What a list shows: the entries, how many there are beyond them, and what has not ended, by its state. `at` is UTC."""

    choice: JobChoice
    wanted: JobFilter
    entries: Sequence[JobEntry | UnreadableEntry]
    more: int
    unfinished: Mapping[JobState, int]
    at: datetime


def list_jobs(choice: JobChoice, view: View, *, as_json: bool) -> None:
    """List the jobs that were chosen. Raises WrongUse for a filter that names nothing."""
    listed = with_database(lambda database: found(database, choice, view, counting=not as_json))
    if as_json:
        show_json([output.document(entry) for entry in listed.entries])
        return
    report(counts_lines(listed.unfinished))
    if listed.entries:
        table = job_table(listed.entries, listed.at, columns(), whole=view.wide)
        show(table, whole=view.wide)
    else:
        show(nothing_line(listed))
    report(rest_lines(listed))


def viewed(choice: JobChoice, view: View, now: datetime) -> JobFilter:
    """Say what a list is of: unless a state, a record, a cause, a hold or a flag is asked for, what needs somebody."""
    wanted = replace(job_filter(choice, now), limit=choice.limit or LISTED, order=view.order)
    is_of_some = choice.attention or choice.cause is not None or choice.held_by is not None
    says_which = bool(choice.state) or choice.names_record or is_of_some
    return replace(wanted, needs_somebody=not (view.all_states or says_which))


async def found(database: Database, choice: JobChoice, view: View, *, counting: bool) -> Listed:
    """Return what a list shows. Raises WrongUse, DatabaseError."""
    choice = await known_choice(database, choice)
    now, log = await present(database), JobLog(database)
    wanted = viewed(choice, view, now)
    entries = await log.listed(wanted)
    if not counting:
        return Listed(choice, wanted, entries, 0, {}, now)
    is_full = len(entries) == wanted.limit
    matching = await log.count(wanted, at_most=len(entries) + MOST_COUNTED) if is_full else len(entries)
    return Listed(choice, wanted, entries, matching - len(entries), await log.unfinished(wanted), now)


def counts_lines(unfinished: Mapping[JobState, int]) -> Iterator[str]:
    """Say how many jobs have not ended, by state."""
    if unfinished:
        yield ", ".join(f"{number:,} {state.value}" for state, number in unfinished.items())


def nothing_line(listed: Listed) -> str:
    """Say that nothing matches, in the words of what was asked for."""
    asked = "" if listed.choice == JobChoice() else f" ({listed.choice})"
    if listed.wanted.needs_somebody:
        return f"No job needs somebody{asked}."
    return "There is no such job."


def rest_lines(listed: Listed) -> Iterator[str]:
    """Say how many more there are, and what a list of this kind leaves out."""
    if listed.more:
        many = f"more than {MOST_COUNTED - 1:,}" if listed.more >= MOST_COUNTED else f"{listed.more:,}"
        yield f"… and {many} more: --limit shows more of them, `flow-omnium jobs summary` groups them"
    if listed.wanted.needs_somebody:
        others = [
            f"{number:,} {state.value}"
            for state, number in listed.unfinished.items()
            if state not in NEEDS_SOMEBODY
        ]
        yield f"not shown: {', '.join([*others, 'what has ended'])}: `{_again(listed.choice)} --all-states`"


def _again(choice: JobChoice) -> str:
    return shlex.join(["flow-omnium", "jobs", "list", *choice.options()])
