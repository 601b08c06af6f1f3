"""The page that the measurement writes."""

from collections.abc import Iterable, Sequence
from statistics import median

from benchmarks.scaling.plan import SECONDS, TURNS
from benchmarks.scaling.step import Step, share_of_linear

_HEAD = "| processes | number | a second | share of linear | CPU of a core | limit |\n|---|---:|---:|---:|---|---|\n"


def page_of(steps: Sequence[Step], orders: int, machine: str) -> str:
    """The whole file."""
    rows = "".join(_row(step, steps) for step in steps)
    return f"""# What further processes bring

Written by `.venv/bin/python -m benchmarks.scaling`, on {machine}, with broker, database, load and neighbours beside them. The middle of
{TURNS} turns, which all numbers of processes take one after the other.

{_HEAD}{rows}
- *workers*: inbound orders of one tenant from a backlog of {orders:,}, `WORKER_CONCURRENCY` at 64, the tenant's cap above all of them together.
- *gateways*: unique events, for {SECONDS:g} s, by 64 connections to each.
- *CPU of a core*: *rest* is all else on the machine, the kernel's own work included; above some 20 % something else was running.
- *limit*: what keeps it from being faster; on a machine of few cores further processes only share them.
"""


def middle(turns: Iterable[Step]) -> Step:
    """Return the turn in the middle, by what it did in a second."""
    ordered = sorted(turns, key=lambda step: step.per_second)
    return next(step for step in ordered if step.per_second >= median(one.per_second for one in ordered))


def _row(step: Step, steps: Sequence[Step]) -> str:
    shares = " · ".join(f"{name} {share:.0%}" for name, share in step.shares.items())
    linear = f"{share_of_linear(step, steps):.2f}"
    return f"| {step.what} | {step.processes} | {step.per_second:,.0f} | {linear} | {shares} | {step.limit()} |\n"
