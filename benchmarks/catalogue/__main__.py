"""Measure the export of 20,000 products, and write what came of it: `python -m benchmarks.catalogue`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.catalogue.goods import PRODUCTS
from benchmarks.catalogue.measure import (
    CHANGED,
    DELTAS,
    LIBRARIES,
    Bench,
    Figures,
    mean,
    opened,
    since_now,
)
from benchmarks.catalogue.orders import Beside, told

PAGE = Path(__file__).resolve().parent.parent / "catalogue.md"

_HEAD = f"""# A catalogue of {PRODUCTS:,} products

Written by `.venv/bin/python -m benchmarks.catalogue`, on two cores with broker, database and simulators on them. Ours is the real
catalog-sync, which keeps, compares and mends; the bare calls are one process that only reads and writes, the settings' check
included. The figures of a delta are the mean of {DELTAS}; what the service takes while it only waits is taken off.

| | who | seconds | CPU seconds | rows | writes to Flow | CPU per row |
|---|---|---|---|---|---|---|
"""


def main() -> None:
    """Measure, print and write."""
    with opened() as bench:
        figures, orders = _measured(bench)
        page = _page(figures, orders, bench.peak())
    PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)


def _measured(bench: Bench) -> tuple[Sequence[Figures], Beside]:
    bench.furnish()
    load = bench.load()
    bare_loads = [bench.bare(library, "full load", "POST") for library in LIBRARIES]
    bench.wait_for_overlap()
    bench.change("once")
    bench.wait_for_overlap()
    bench.look_at_idling()
    since = since_now()
    delta = mean([bench.change(f"again {number}") for number in range(DELTAS)])
    what = f"delta of {CHANGED}"
    bare_deltas = [mean([bench.bare(each, what, "PUT", since) for _ in range(DELTAS)]) for each in LIBRARIES]
    compared = bench.compare()
    beside = bench.beside("a change of every product", bench.change_all)
    return (load, *bare_loads, delta, *bare_deltas, compared), beside


def _page(figures: Sequence[Figures], orders: Beside, peak: float) -> str:
    load, *bare_loads = figures[: 1 + len(LIBRARIES)]
    delta, *bare_deltas = figures[1 + len(LIBRARIES) : -1]
    rows = "".join(_row(one) for one in figures)
    return (
        f"{_HEAD}{rows}\nCPU beside the bare calls: full load {_ratios(load, bare_loads)}, "
        f"delta {_ratios(delta, bare_deltas)}.\n\n"
        f"{told([orders])}\n"
        f"The most memory that catalog-sync had, the full comparison included: {peak:.0f} MiB.\n"
    )


def _ratios(ours: Figures, bare: Sequence[Figures]) -> str:
    return " and ".join(f"{ours.cpu / one.cpu:.2f} × ({one.who.partition(', ')[2]})" for one in bare)


def _row(one: Figures) -> str:
    per_row = f"{1000 * one.cpu / one.rows:.2f} ms"
    return f"| {one.what} | {one.who} | {one.seconds:.1f} | {one.cpu:.2f} | {one.rows:,} | {one.writes:,} | {per_row} |\n"


if __name__ == "__main__":
    main()
