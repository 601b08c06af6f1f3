"""Measure everything, print the table and write `results.md`: `python -m benchmarks`."""

import sys
import time
from pathlib import Path

from benchmarks.command import run
from benchmarks.measures.ingestion import measure_ingestion
from benchmarks.measures.lateness import measure_lateness
from benchmarks.measures.machine import describe
from benchmarks.measures.memory import measure_memory
from benchmarks.measures.orders import measure_orders
from benchmarks.measures.tracing import measure_tracing
from benchmarks.measures.working import measure_work
from benchmarks.report import report_of, table_of
from benchmarks.results import Results
from benchmarks.stage import set_up
from local_stack.progress import Progress

RESULTS = Path(__file__).with_name("results.md")
DISTURBED = 0.25
"""Share of a core that other work may use before the figures say little."""


def main() -> int:
    """Run the benchmark; the exit code."""
    return run(tell)


def tell(progress: Progress) -> None:
    """Measure, write the report and show its table."""
    start = time.monotonic()
    results = measure(progress)
    RESULTS.write_text(report_of(results))
    progress.say(f"\n{table_of(results)}\n\n{results.machine}")
    if results.disturbance() > DISTURBED:
        progress.say(
            f"Other work took up to {results.disturbance():.0%} of a core: run again on a quiet machine."
        )
    progress.say(f"{time.monotonic() - start:.0f} s, written to {RESULTS.relative_to(Path.cwd())}")


def measure(progress: Progress) -> Results:
    """Everything; orders on a broker and a database of their own."""
    with set_up() as stage:
        with progress.step("doors: events in"):
            ingestion = measure_ingestion(stage)
        with progress.step("workers: jobs done"):
            work = measure_work(stage)
        stage.clear()
        with progress.step("memory with many waiting jobs"):
            memory = measure_memory(stage)
        stage.clear()
        with progress.step("lateness of retries"):
            lateness = measure_lateness(stage)
        stage.clear()
        with progress.step("door: traces"):
            tracing = measure_tracing(stage)
        machine = describe(stage)
    orders = measure_orders(progress)
    return Results(machine, ingestion, work, memory, lateness, tracing, orders)


if __name__ == "__main__":
    sys.exit(main())
