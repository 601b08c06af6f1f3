"""Measure what further processes bring, and write `scaling.md`: `python -m benchmarks.scaling [ORDERS]`."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.command import run
from benchmarks.load.requests import unique_keys
from benchmarks.measures.machine import in_short
from benchmarks.orders.kinds import INBOUND
from benchmarks.orders.stage import opened
from benchmarks.scaling.gateways import measure_gateways
from benchmarks.scaling.page import middle, page_of
from benchmarks.scaling.plan import GATEWAYS, ORDERS, TURNS, WORKERS
from benchmarks.scaling.step import Step
from benchmarks.scaling.workers import fleet, measure_workers
from benchmarks.stage import set_up
from local_stack.progress import Progress

PAGE: Final = Path(__file__).resolve().parent.parent / "scaling.md"


def main() -> int:
    """Run the measurement; the exit code."""
    return run(partial(tell, int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS))


def tell(orders: int, progress: Progress) -> None:
    """Measure, write the page and show it."""
    machine = in_short()
    with progress.step("workers"):
        steps = list(_workers(orders))
    with progress.step("gateways"):
        steps += _gateways()
    page = page_of(steps, orders, machine)
    PAGE.write_text(page, encoding="utf-8")
    progress.say(f"\n{page}")


def _workers(orders: int) -> Iterator[Step]:
    with opened() as stage:
        recording = stage.record(INBOUND)
        workers = fleet(stage, max(WORKERS))
        turns: Mapping[int, list[Step]] = {number: [] for number in WORKERS}
        for _ in range(TURNS):
            for number in WORKERS:
                turns[number].append(measure_workers(stage, recording, workers[:number], orders))
    yield from map(middle, turns.values())


def _gateways() -> Sequence[Step]:
    keys = unique_keys("scale")
    turns: Mapping[int, list[Step]] = {number: [] for number in GATEWAYS}
    with set_up() as stage, ExitStack() as running:
        gateways = [stage.suite.service("webhook-gateway") for _ in range(max(GATEWAYS))]
        for gateway in gateways:
            running.enter_context(gateway)
        for _ in range(TURNS):
            for number in GATEWAYS:
                turns[number].append(measure_gateways(stage, gateways[:number], keys))
    return [middle(each) for each in turns.values()]


if __name__ == "__main__":
    sys.exit(main())
