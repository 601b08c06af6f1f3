"""The page that the measurement writes."""

import statistics
from collections.abc import Sequence
from typing import Final

from benchmarks.console.beside import SECONDS, Beside
from benchmarks.console.timing import ROUNDS, Timed

LIMIT_SECONDS: Final = 0.150
LIMIT_FALL: Final = 0.02

_HEAD: Final = """# The web console on a ledger of {entries:,} entries

Written by `.venv/bin/python -m benchmarks.console`, on {machine}. Each page as a browser gets it, signed in as administrator, {rounds} times one
after the other, with the connection: the middle, and what one in twenty exceeds. None of the latter may take {limit:g} ms.

| page | ms, middle | ms, 95 of 100 | KB | status |
|---|---:|---:|---:|---:|
"""


def page_of(pages: Sequence[Timed], scans: Sequence[str], beside: Beside, entries: int, machine: str) -> str:
    """Write the slowest first, then the queries without an index, then what the streams cost."""
    head = _HEAD.format(entries=entries, machine=machine, rounds=ROUNDS, limit=LIMIT_SECONDS * 1000)
    rows = "".join(map(_row, sorted(pages, key=lambda one: -one.p95)))
    return f"{head}{rows}\n{_plans(scans)}\n{_streams(beside)}"


def faults(pages: Sequence[Timed], scans: Sequence[str], beside: Beside) -> list[str]:
    """Say what is not as it may be."""
    return [
        *(f"{one.address} takes {one.p95 * 1000:.0f} ms" for one in pages if one.p95 >= LIMIT_SECONDS),
        *(f"{one.address} answers {one.status}" for one in pages if one.status >= 500),  # noqa: PLR2004 - failed
        *(f"no index: {one}" for one in scans),
        *([f"the gateway falls by {beside.fall:.1%}"] if beside.fall >= LIMIT_FALL else []),
    ]


def _row(one: Timed) -> str:
    mark = " **too slow**" if one.p95 >= LIMIT_SECONDS else ""
    middle, slow = one.median * 1000, one.p95 * 1000
    return f"| `{one.address}` | {middle:.0f} | {slow:.0f}{mark} | {one.size / 1024:.0f} | {one.status} |\n"


def _plans(scans: Sequence[str]) -> str:
    told = "".join(f"- {one}\n" for one in scans)
    if told:
        return f"## Read from end to end\n\n{told}"
    return "Each query of theirs goes by an index, as the database's own profiler tells, but for collections of a few documents.\n"


def _streams(beside: Beside) -> str:
    with_them, without = statistics.median(beside.with_them), statistics.median(beside.without)
    share = beside.share
    return (
        f"## Live streams beside the gateway\n\n{beside.streams} browsers follow the console live while the gateway is posted as many events as it accepts: "
        f"{len(beside.without)} turns each, of {SECONDS:g} s.\n\n"
        f"| | events a second, middle of the turns |\n|---|---:|\n| without | {without:.0f} |\n| with | {with_them:.0f} |\n\n"
        f"Each turn by its neighbour: {share.middle:.3f} ({share.low:.3f} to {share.high:.3f}), a fall of {beside.fall:.1%}; less than "
        f"{LIMIT_FALL:.0%} is allowed. The console takes {beside.console:.1%} of a core meanwhile.\n"
    )
