"""Measure prices and stock of 20,000 products in ten stores, and write what came of it: `python -m benchmarks.catalogue.stores`."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from benchmarks.catalogue.goods import PRODUCTS, STORES, levels, prices, store_id, stores
from benchmarks.catalogue.measure import (
    CHANGED,
    LIBRARIES,
    TENANTS,
    Bench,
    Figures,
    opened,
    since_now,
)
from benchmarks.catalogue.orders import Beside, told

PAGE = Path(__file__).resolve().parent.parent / "stores.md"

_AT_A_TIME: Final = 20_000

_HEAD = f"""# Prices and stock of {PRODUCTS:,} products in {STORES} stores

Written by `.venv/bin/python -m benchmarks.catalogue.stores`, on two cores with broker, database and simulators on them. Each product has
a price, a tenth of them one in each store as well, and each a level in each store. Ours is the real catalog-sync, which chooses,
compares and mends; the bare calls read and write without looking: before levels are written Flow is read, Omnium again, and Flow once more.

| | who | seconds | CPU seconds | rows | writes to Flow | CPU per row |
|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Part:
    """A task, how its records are made and how many there are, and where they are put into the simulated Omnium."""

    name: str
    task: str
    path: str
    made: Callable[..., Iterator[dict[str, Any]]]
    amount: int

    def put(self, bench: Bench, numbers: range, more: int = 0) -> None:
        """Store its records of some products."""
        each = self.made(numbers, more)
        while some := list(islice(each, _AT_A_TIME)):
            bench.put(self.path, some)


PARTS: Final = (
    Part("prices", "FlowPriceScheduledTask", "/_sim/prices", prices, PRODUCTS + STORES * PRODUCTS // 10),
    Part("stock", "FlowInventoryScheduledTask", "/_sim/inventory", levels, STORES * PRODUCTS),
)


def main() -> None:
    """Measure, print and write."""
    with furnished() as bench:
        measured = [_measured(bench, part) for part in PARTS]
        page = _page([figures for figures, _ in measured], [beside for _, beside in measured])
    PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)


@contextmanager
def furnished() -> Iterator[Bench]:
    """Start everything, with all products in the shops."""
    with opened() as bench:
        bench.put("/_sim/catalogue-stores", stores())
        bench.furnish()
        for uid in TENANTS.values():
            lists = {f"{store_id(number)}-pricelist": {"name": "A list"} for number in range(STORES)}
            for list_uid, record in lists.items():
                bench.simulators.flow("PUT", f"/_sim/tenants/{uid}/catalogue/pricelists/{list_uid}", record)
        bench.load()
        for library in LIBRARIES:
            bench.bare(library, "full load", "POST")
        bench.look_at_idling()
        yield bench


def _measured(bench: Bench, part: Part) -> tuple[Sequence[Figures], Beside]:
    bench.wait_for_overlap()
    part.put(bench, range(PRODUCTS))
    what = f"{part.name}: full load"
    load = bench.measured(what, lambda: bench.run_task(task=part.task), part.amount, part.task)
    bare_loads = [bench.bare(each, what, part.name, program="bare_stores") for each in LIBRARIES]
    # The first delta after a load reads again what came within the overlap.
    bench.wait_for_overlap()
    bench.measured(what, lambda: bench.run_task(task=part.task), 1, part.task)
    bench.wait_for_overlap()
    since = since_now()
    part.put(bench, range(CHANGED), 1)
    what = f"{part.name}: delta of 1 %"
    delta = bench.measured(what, lambda: bench.run_task(task=part.task), part.amount // 100, part.task)
    bare_deltas = [bench.bare(each, what, part.name, since, "bare_stores") for each in LIBRARIES]
    beside = bench.beside(f"a change of all {part.name}", lambda: _change_all(bench, part), part.task)
    return (load, *bare_loads, delta, *bare_deltas), beside


def _change_all(bench: Bench, part: Part) -> None:
    part.put(bench, range(PRODUCTS), 2)
    bench.run_task(task=part.task)


def _page(measured: Sequence[Sequence[Figures]], orders: Sequence[Beside]) -> str:
    rows = "".join(_row(one) for figures in measured for one in figures)
    ratios = "\n".join(f"- {_ratios(figures)}" for figures in measured)
    return (
        f"{_HEAD}{rows}\nCPU beside the bare calls, by aiohttp alone and by the suite's clients:\n\n{ratios}\n\n"
        f"{told(orders)}"
    )


def _ratios(figures: Sequence[Figures]) -> str:
    size = 1 + len(LIBRARIES)
    each = [
        f"{ours.what} {' and '.join(f'{ours.cpu / one.cpu:.2f} ×' for one in bare)}"
        for ours, *bare in (figures[:size], figures[size:])
    ]
    return "; ".join(each)


def _row(one: Figures) -> str:
    per_row = f"{1000 * one.cpu / one.rows:.3f} ms"
    return f"| {one.what} | {one.who} | {one.seconds:.1f} | {one.cpu:.2f} | {one.rows:,} | {one.writes:,} | {per_row} |\n"


if __name__ == "__main__":
    main()
