"""What an act on many jobs is about to do: how many, which, since when, and a few of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from admin_console.acts.repairs import Repair
from admin_console.acts.words import counts_line
from admin_console.jobs.output import document as job_document
from admin_console.jobs.output import span, state_of, summary_table
from admin_console.terminal import counted, report, say, show, show_json
from flow_omnium.jobs.entry import JobEntry
from flow_omnium.jobs.ledger.unreadable import UnreadableEntry
from flow_omnium.jobs.operator.choosing import Choosing, Chosen
from flow_omnium.runtime.database import Database

LISTED: Final = 50
SAMPLE: Final = 5

Entries = Sequence[JobEntry | UnreadableEntry]


async def announce(database: Database, repair: Repair, chosen: Chosen, now: datetime) -> None:
    """Say before an act what it will do; to one job it needs no preface."""
    if chosen.count > 1:
        report(lines_of(repair, chosen, await Choosing(database).sample(chosen, SAMPLE), now))


async def rehearse(
    database: Database, repair: Repair, chosen: Chosen, now: datetime, *, as_json: bool
) -> None:
    """Show what would be done, the oldest jobs one by one, and do nothing."""
    oldest = await Choosing(database).sample(chosen, LISTED)
    if as_json:
        show_json(document(repair, chosen, oldest))
        return
    show(summary_table(oldest, now))
    for line in lines_of(repair, chosen, (), now):
        say(line)
    shown = "" if chosen.count <= LISTED else f"; the oldest {LISTED} are listed"
    say(f"{chosen.count:,} would be {repair.done}{shown}; nothing was changed")


def lines_of(repair: Repair, chosen: Chosen, sample: Entries, now: datetime) -> Iterator[str]:
    """Say which jobs would be dealt with: by state, kind and tenant, since when the oldest is there, and for instance which."""
    yield f"{counted(chosen.count, 'job')} to be {repair.done}"
    yield from counts_of(chosen)
    if chosen.oldest is not None:
        yield f"the oldest was accepted {span(now - chosen.oldest)} ago"
    yield from (f"for instance {_named(entry)}" for entry in sample)


def counts_of(chosen: Chosen) -> Sequence[str]:
    """Say how many jobs there are of each state, kind and tenant."""
    by = {"states": chosen.states, "kinds": chosen.kinds, "tenants": chosen.tenants}
    return [f"{name}: {counts_line(counts)}" for name, counts in by.items()]


def document(repair: Repair, chosen: Chosen, sample: Entries) -> dict[str, Any]:
    """Describe for programs what would be done."""
    return {
        "dryRun": True,
        "wouldBe": repair.done,
        "chosen": chosen.count,
        "states": dict(chosen.states),
        "kinds": dict(chosen.kinds),
        "tenants": dict(chosen.tenants),
        "oldest": None if chosen.oldest is None else chosen.oldest.isoformat(),
        "sample": [job_document(entry) for entry in sample],
    }


def _named(entry: JobEntry | UnreadableEntry) -> str:
    if isinstance(entry, UnreadableEntry):
        return f"job {entry.job_id}, which this version cannot read"
    return f"{entry.kind.value} {entry.key} of {entry.tenant_uid}, {state_of(entry)} (job {entry.job_id})"
