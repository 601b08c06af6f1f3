"""Measure what one of each takes, and write `units.md`: `python -m benchmarks.units [TENANTS]`."""

import sys
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.command import run
from benchmarks.measures.machine import in_short
from benchmarks.orders.kinds import INBOUND, KINDS
from benchmarks.orders.stage import opened
from benchmarks.units.entries import measure_entries
from benchmarks.units.goods import RECEPTION
from benchmarks.units.idle import measure_idle
from benchmarks.units.misses import measure_miss
from benchmarks.units.page import Jobs, Measured, page_of
from benchmarks.units.plan import ENTRIES, TENANTS
from benchmarks.units.tenants import measure_tenants
from benchmarks.units.work import calls_of, measure_work, note_held
from local_stack.progress import Progress

PAGE: Final = Path(__file__).resolve().parent.parent / "units.md"


def main() -> int:
    """Run the measurement; the exit code."""
    return run(partial(tell, int(sys.argv[1]) if len(sys.argv) > 1 else TENANTS))


def tell(tenants: int, progress: Progress) -> None:
    """Measure, write the page and show it."""
    machine = in_short()
    jobs = _worked(progress)
    entries = measure_entries(progress, ENTRIES)
    known = measure_tenants(progress, tenants)
    page = page_of(Measured(entries, jobs, known), machine)
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")


def _worked(progress: Progress) -> Jobs:
    with opened() as stage:
        with progress.step("a suite without jobs"):
            idle = measure_idle(stage)
        with progress.step("jobs of each kind"):
            received = calls_of(stage.record(RECEPTION))
            held, work = note_held(stage, INBOUND), list(measure_work(stage, KINDS))
        with progress.step("updates that find nothing"):
            return Jobs(work, held, idle, received, measure_miss(stage))


if __name__ == "__main__":
    sys.exit(main())
