"""What a run tells of rows beside its writes: counts, what was set aside, a flag for what a person must look at."""

from catalog_sync.rows.export import Brought
from catalog_sync.rows.plan import RowWrite
from flow_omnium.jobs.sync import Summary
from flow_omnium.tasks.tally import Tally


def tell(tally: Tally, write: RowWrite, *, is_dry: bool) -> None:
    """Keep a line about a write; beyond the bound it is counted only, and never put into words.

    Where the old values were not read, the new ones tell nothing of what is changed: they are told in a dry run alone.
    """
    is_short = write.fields is None and not is_dry
    tally.tell(lambda: str(Summary(write.what) if is_short else write.describe()))


def count_in(tally: Tally, brought: Brought) -> None:
    """Add what became of rows to the tally of the run."""
    tally.read += brought.read
    tally.written += len(brought.written)
    tally.unchanged += brought.unchanged
    tally.set_aside += len(brought.faults)
    for fault in brought.faults:
        tally.tell(f"set aside {fault}")
    for note in brought.notes:
        tally.flag(note)
