"""Measure the export of 20,000 products, and write what came of it: `python -m benchmarks.catalogue`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.catalogue.goods import PRODUCTS
from benchmarks.catalogue.measure import (
    ANSWER_SECONDS,
    CHANGED,
    DELTAS,
    LIBRARIES,
    ORDERS,
    Bench,
    Figures,
    mean,
    opened,
    since_now,
)
from benchmarks.catalogue.orders import Latency

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
        figures, latencies = _measured(bench)
        page = _page(figures, latencies, bench.peak())
    PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)


def _measured(bench: Bench) -> tuple[Sequence[Figures], Sequence[Latency]]:
    bench.furnish()
    quiet = bench.orders.latency("nothing else runs", "quiet", ORDERS)
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
    busy = bench.beside("beside a change of every product", bench.change_all)
    return (load, *bare_loads, delta, *bare_deltas, compared), (quiet, busy)


def _page(figures: Sequence[Figures], latencies: Sequence[Latency], peak: float) -> str:
    load, *bare_loads = figures[: 1 + len(LIBRARIES)]
    delta, *bare_deltas = figures[1 + len(LIBRARIES) : -1]
    rows = "".join(_row(one) for one in figures)
    orders = "".join(
        f"| {one.what} | {one.median:.3f} | {one.p95:.3f} | {one.worst:.3f} |\n" for one in latencies
    )
    return (
        f"{_HEAD}{rows}\nCPU beside the bare calls: full load {_ratios(load, bare_loads)}, "
        f"delta {_ratios(delta, bare_deltas)}.\n\n"
        f"How long {ORDERS} orders of another tenant took from Omnium to the shop, one after the other. Its Omnium and Flow are processes\n"
        "of their own: what it shares with the export is the suite, the broker, the database and the machine. The export's own\n"
        f"neighbours answer after {1000 * ANSWER_SECONDS:.0f} ms, sooner than real ones would.\n\n"
        f"| | median, s | p95, s | longest, s |\n|---|---|---|---|\n{orders}\n"
        f"The most memory that catalog-sync had, the full comparison included: {peak:.0f} MiB.\n"
    )


def _ratios(ours: Figures, bare: Sequence[Figures]) -> str:
    return " and ".join(f"{ours.cpu / one.cpu:.2f} × ({one.who.partition(', ')[2]})" for one in bare)


def _row(one: Figures) -> str:
    per_row = f"{1000 * one.cpu / one.rows:.2f} ms"
    return f"| {one.what} | {one.who} | {one.seconds:.1f} | {one.cpu:.2f} | {one.rows:,} | {one.writes:,} | {per_row} |\n"


if __name__ == "__main__":
    main()
