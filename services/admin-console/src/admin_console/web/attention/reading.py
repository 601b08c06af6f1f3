"""What jobs have flagged: what is open, and what has been settled, by whom; and who sees to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from admin_console.jobs.choosing import job_filter
from admin_console.jobs.filter import JobChoice
from admin_console.web.ask import Ask
from admin_console.web.brief import brief
from admin_console.web.jobs.listing import place_of, within
from admin_console.web.jobs.query import choice_of, known_of
from admin_console.web.jobs.rows import JobRow, row_of
from flow_omnium.console.notes import Note, Notes, of_job
from flow_omnium.jobs.entry import JobEntry, Settled
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.job_filter import Order
from flow_omnium.jobs.operator.job_log import MOST_COUNTED, JobLog
from flow_omnium.jobs.operator.job_pages import JobPages, Place


@dataclass(frozen=True)
class Flagged:
    """A job that flags something: who sees to it, and what has settled it."""

    row: JobRow
    taken: Note | None = None
    settled: Settled | None = None


@dataclass(frozen=True)
class Inbox:
    """A page of it; `matching` is counted to 10,001 at most."""

    choice: JobChoice
    is_settled: bool
    flagged: Sequence[Flagged]
    matching: int
    end: Place | None


async def read_inbox(ask: Ask, *, is_settled: bool) -> Inbox:
    """Read what is open, or what is settled. Raises BadAsk, WrongUse, DatabaseError."""
    choice = replace(await brief(known_of(ask, choice_of(ask))), state=None, attention=not is_settled)
    wanted = replace(within(ask, job_filter(choice, ask.now)), settled=is_settled)
    after, size = place_of(ask, Order.NEWEST), ask.choices.rows
    page = await brief(JobPages(ask.database).page(wanted, after, size))
    matching = await brief(JobLog(ask.database).count(wanted, at_most=MOST_COUNTED))
    subjects = [of_job(entry.job_id) for entry in page.entries]
    notes = await brief(Notes(ask.database).about(subjects, ask.visitor.tenants))
    flagged = [_flagged(entry, notes) for entry in page.entries]
    return Inbox(replace(choice, attention=False), is_settled, flagged, matching, page.end)


def _flagged(entry: JobEntry | UnreadableEntry, notes: Mapping[str, Sequence[Note]]) -> Flagged:
    taken = next((note for note in notes.get(of_job(entry.job_id), ()) if note.takes), None)
    settled = entry.settled if isinstance(entry, JobEntry) else None
    return Flagged(row_of(entry), taken, settled)
