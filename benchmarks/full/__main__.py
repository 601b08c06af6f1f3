"""Measure orders on an empty ledger and on a full one, and write `full.md`: `python -m benchmarks.full [ENTRIES [ORDERS]]`."""

import sys
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.command import run
from benchmarks.full.filled import fill_up
from benchmarks.full.page import page_of
from benchmarks.full.plan import ENTRIES, ORDERS
from benchmarks.full.state import look
from benchmarks.measures.machine import in_short
from benchmarks.orders.kinds import INBOUND
from benchmarks.orders.stage import opened
from local_stack.progress import Progress

PAGE: Final = Path(__file__).resolve().parent.parent / "full.md"


def main() -> int:
    """Run the measurement; the exit code."""
    given = [int(word) for word in sys.argv[1:]]
    entries, orders = (*given, *(ENTRIES, ORDERS)[len(given) :])
    return run(partial(tell, entries, orders))


def tell(entries: int, orders: int, progress: Progress) -> None:
    """Measure, write the page and show it."""
    machine = in_short()
    with opened() as stage:
        recording = stage.record(INBOUND)
        with progress.step("an empty ledger"):
            empty = look(stage, recording, orders)
        with progress.step(f"filling the ledger with {entries:,} entries"):
            fill_up(stage, entries)
        with progress.step("a full ledger"):
            full = look(stage, recording, orders)
    page = page_of(empty, full, orders, machine)
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")


if __name__ == "__main__":
    sys.exit(main())
