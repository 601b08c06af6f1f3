"""The tables of where a router would send what is asked of the ledger."""

from collections.abc import Sequence
from typing import Final

from benchmarks.units.idle import Idle
from benchmarks.units.plan import NOTED
from benchmarks.units.routing import Operation
from benchmarks.units.shapes import Shape, by_route, ledger_shapes
from benchmarks.units.table import table
from benchmarks.units.work import Work

_HEAD: Final = ("by", "operation", "asks for", "times", "goes to")


def routes_tables(work: Sequence[Work], held: Sequence[Operation], idle: Idle) -> str:
    """Return one table for a job, one for a job of a tenant at its cap, and one for a minute without any."""
    first = work[0]
    titles = {
        f"For each {first.kind}": ledger_shapes(first.operations, first.noted),
        f"For each {first.kind} of a tenant at its cap": ledger_shapes(held, NOTED),
        "In each minute without a job, all services together": ledger_shapes(
            idle.operations, idle.seconds / 60
        ),
    }
    parts = [f"{title}{_summed(shapes)}:\n\n{_rows(shapes)}" for title, shapes in titles.items()]
    head = "## Where a router would send the ledger's operations, were it sharded by the tenant\n\nA group that is inserted is one operation.\n"
    return "\n".join((head, *parts))


def _summed(shapes: Sequence[Shape]) -> str:
    told = [f"{times:,.1f} {route.value}" for route, times in by_route(shapes).items() if times]
    return f" ({', '.join(told)})"


def _rows(shapes: Sequence[Shape]) -> str:
    rows = [
        (
            f"`{each.by}`",
            each.verb,
            ", ".join(f"`{name}`" for name in each.fields) or "–",
            f"{each.times:,.2f}",
            each.route.value,
        )
        for each in shapes
    ]
    return table(_HEAD, rows)
