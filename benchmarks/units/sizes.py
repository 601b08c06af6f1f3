"""The table of what a load takes."""

from typing import Final

from benchmarks.units.sizing import CALL_SECONDS, MIX, PLACES, USED, JobCost, Size, size_of
from benchmarks.units.work import BROKER, DOOR, STORE, WORKER

_LOADS: Final = (10, 100, 1_000)
_CORES: Final = (DOOR, WORKER, STORE, BROKER)


def sizes_table(cost: JobCost) -> str:
    """Return the table."""
    sizes = [size_of(cost, jobs, WORKER) for jobs in _LOADS]
    shares = ", ".join(f"{share:.0%} {kind}s" for kind, share in MIX.items())
    lines = [("jobs a second, all day", *(f"{size.jobs:,.0f}" for size in sizes)), *_rows(sizes)]
    head, *rows = (f"| {' | '.join(line)} |\n" for line in lines)
    return (
        f"## What a load takes\n\n{shares}; calls answered after {1000 * CALL_SECONDS:.0f} ms; processes and places used to {USED:.0%}.\n\n"
        f"{head}|---|{'---:|' * len(_LOADS)}\n{''.join(rows)}"
    )


def _rows(sizes: list[Size]) -> list[tuple[str, ...]]:
    return [
        *((f"cores, {name}", *(f"{size.cores[name]:.2f}" for size in sizes)) for name in _CORES),
        ("jobs under way at once", *(f"{size.under_way:,.0f}" for size in sizes)),
        (f"processes of order-sync, of {PLACES} places each", *(f"{size.workers:,}" for size in sizes)),
        *(
            (f"calls a second to {name.title()}", *(f"{size.calls[name]:,.0f}" for size in sizes))
            for name in sizes[0].calls
        ),
        ("MB a second to the journal", *(f"{size.journal_mb:,.2f}" for size in sizes)),
        ("ledger on a member's disk, GB", *(f"{size.ledger_gb:,.0f}" for size in sizes)),
        ("– its indexes, GB", *(f"{size.indexes_gb:,.1f}" for size in sizes)),
        ("oplog of a day, GB", *(f"{size.oplog_gb:,.1f}" for size in sizes)),
        ("a broker's disk after an hour without workers, GB", *(f"{size.outage_gb:,.2f}" for size in sizes)),
    ]
