"""The tables that are simulated: how late jobs are at which load, and how evenly tenants are spread."""

from typing import Final

from benchmarks.units.cells import spread_of
from benchmarks.units.lateness import Load, waits_of

_PLACES: Final = (8, 32, 64, 256)
_USED: Final = (0.5, 0.7, 0.8, 0.9, 0.95)
_JOB_SECONDS: Final = 1.0
_BURST: Final = 4
_TENANTS: Final = (100, 1_000, 10_000)
_CELLS: Final = (2, 4, 10)


def forecast() -> str:
    """Return both, each with its head."""
    return f"{_lateness()}\n{_spreads()}"


def _lateness() -> str:
    head = (
        f"## How late jobs are\n\nSimulated: events by chance, {_BURST} at a time; a job takes {_JOB_SECONDS:g} s on average, one in twenty three times as long. "
        "Seconds that a job waits for a place, the mean and the 99th of a hundred; they grow with how long a job takes.\n\n"
    )
    rows = [f"| {places} | {' | '.join(_wait(places, used) for used in _USED)} |\n" for places in _PLACES]
    names = " | ".join(f"{used:.0%} used" for used in _USED)
    return f"{head}| places | {names} |\n|---:|{'---:|' * len(_USED)}\n{''.join(rows)}"


def _wait(places: int, used: float) -> str:
    waits = waits_of(Load(places, _JOB_SECONDS, used, _BURST))
    return f"{waits.mean:.2f} / {waits.p99:.2f}"


def _spreads() -> str:
    head = (
        "## How evenly tenants are spread\n\nSimulated: one tenant in five has seven tenths of the work. How full the fullest cell, shard or queue is, where 1 is even: "
        "by a hash of the tenant / each tenant placed where least is.\n\n"
    )
    rows = [
        f"| {tenants:,} | {' | '.join(_spread(tenants, cells) for cells in _CELLS)} |\n"
        for tenants in _TENANTS
    ]
    names = " | ".join(f"{cells} cells" for cells in _CELLS)
    return f"{head}| tenants | {names} |\n|---:|{'---:|' * len(_CELLS)}\n{''.join(rows)}"


def _spread(tenants: int, cells: int) -> str:
    spread = spread_of(tenants, cells)
    return f"{spread.by_hash:.2f} / {spread.placed:.2f}"
