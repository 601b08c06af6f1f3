"""The table of what further database servers would bring."""

from typing import Final

from benchmarks.units.shapes import by_route, ledger_shapes
from benchmarks.units.shards import growth_of
from benchmarks.units.table import table
from benchmarks.units.work import Work

_SERVERS: Final = (2, 4, 10)
_TENANTS: Final = 1_000


def growth_table(work: Work, miss: float) -> str:
    """Return it, worked out by where the operations of a job go."""
    times = by_route(ledger_shapes(work.operations, work.noted))
    grown = (growth_of(times, miss, servers, _TENANTS) for servers in _SERVERS)
    rows = [
        (str(one.servers), f"{one.as_it_is:.2f}", f"{one.named:.2f}", f"{one.cells:.2f}") for one in grown
    ]
    head = (
        f"## What further database servers would bring\n\nSimulated, for {work.kind}s of {_TENANTS:,} tenants of different sizes: how many times the jobs of one server. "
        f"An update that finds nothing takes {miss:.0%} of one that finds.\n\n"
    )
    names = ("servers", "shards, as the ledger asks today", "shards, if all named the tenant", "cells")
    return head + table(names, rows)
