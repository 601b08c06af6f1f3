"""Measure the most memory that the services take, print the table and write `peak.md`: `python -m benchmarks.peak`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.command import run
from benchmarks.peak.gateway import measure_gateway
from benchmarks.peak.peak import Peak
from benchmarks.peak.worker import measure_workers
from local_stack.infrastructure import Infrastructure
from local_stack.progress import Progress

RESULTS = Path(__file__).parents[1] / "peak.md"
HEAD = """# Memory at the limits

Written by `.venv/bin/python -m benchmarks.peak`, in under three minutes. How it is measured: [README.md](README.md#memory-at-the-limits).
Resident memory in MiB: once ready (a worker has begun by then), and the most that the process ever had.

| service | with | at once | once ready | peak |
|---|---|---|---|---|
"""


def main() -> int:
    """Run the measurement; the exit code."""
    return run(tell)


def tell(progress: Progress) -> None:
    """Measure, write the page and show it."""
    page = page_of(measure(progress))
    RESULTS.write_text(page)
    progress.say(f"\n{page}")


def measure(progress: Progress) -> list[Peak]:
    """All services, on a broker and a database of their own."""
    with Infrastructure("peak", environ={}) as infrastructure:
        with progress.step("gateway: large bodies from slow senders"):
            gateway = measure_gateway(infrastructure)
        with progress.step("worker: large records at once"):
            return [gateway, *measure_workers(infrastructure)]


def page_of(peaks: Sequence[Peak]) -> str:
    """The whole file."""
    rows = (
        f"| `{one.service}` | {one.what} | {one.at_once} | {one.at_rest:.0f} | {one.peak:.0f} |\n"
        for one in peaks
    )
    return HEAD + "".join(rows)


if __name__ == "__main__":
    sys.exit(main())
