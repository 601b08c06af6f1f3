"""Measure what orders take, and write `orders.md`: `python -m benchmarks.orders [ORDERS]`."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.command import run
from benchmarks.measures.machine import in_short
from benchmarks.orders.figures import Figures
from benchmarks.orders.kinds import INBOUND, KINDS
from benchmarks.orders.measure import measure
from benchmarks.orders.page import page_of
from benchmarks.orders.plan import BARE, DEFAULT, FAR, WHOLE, Size
from benchmarks.orders.stage import Stage, opened
from local_stack.progress import Progress

PAGE: Final = Path(__file__).resolve().parent.parent / "orders.md"
_FEWER: Final = 4
"""By how many times fewer orders there are where neighbours take their time."""


def main() -> int:
    """Run the measurement; the exit code."""
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else WHOLE.orders
    return run(partial(tell, Size(orders, WHOLE.turns)))


def tell(size: Size, progress: Progress) -> None:
    """Measure, write the page and show it."""
    machine = in_short()
    with opened() as stage:
        page = page_of(list(_measured(stage, size, progress)), size.orders, machine)
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")


def _measured(stage: Stage, size: Size, progress: Progress) -> Iterator[Figures]:
    for kind in KINDS:
        with progress.step(f"{kind.name}s"):
            yield measure(stage, stage.record(kind), size)
    with progress.step(f"{INBOUND.name}s, neighbours that take {1000 * FAR:g} ms"):
        fewer = Size(max(1, size.orders // _FEWER), size.turns)
        yield measure(stage, stage.record(INBOUND), fewer, (DEFAULT, BARE), FAR)


if __name__ == "__main__":
    sys.exit(main())
