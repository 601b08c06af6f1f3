"""The page that the measurement writes."""

from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.orders.figures import Figures
from benchmarks.orders.plan import AIM_CPU, AIM_RATE, AT_ONCE, BARE, DEFAULT, FAR, SETTINGS

_PARTS: Final = ("own", "neighbours", "database", "broker")
_HEAD: Final = (
    "work",
    "who",
    "orders/s",
    "CPU ms an order",
    "rate ÷ bare",
    "CPU ÷ bare",
    "CPU of a core",
    "aim",
    "reached",
)
_NONE: Final = "–"


def page_of(measured: Sequence[Figures], orders: int, machine: str) -> str:
    """The whole file."""
    return f"""# What an order takes

Written by `.venv/bin/python -m benchmarks.orders`, all in one run on one machine: {machine}. How it is measured, and why it is
fair: [README.md](README.md#orders).

{table_of(measured)}
- A turn is a backlog of {orders:,} orders (fewer where an answer takes {1000 * FAR:g} ms), which is there before the clock starts. The contestants
  take turns; figures are medians, ratios those of each pair of turns.
- *{BARE}* makes the same calls, {AT_ONCE} orders at once, reads the answers as JSON, and does nothing else. *Celery and requests* does that
  in a task, by {AT_ONCE} threads. Neither maps, compares or keeps anything.
- *ours, default* has one tenant's cap of {AT_ONCE} orders at once; *64/64* has `WORKER_CONCURRENCY` and `TENANT_CONCURRENCY` at 64.
- *CPU of a core*: {", ".join(_PARTS)}. The neighbours are recorded, so that they cost little.
"""


def table_of(measured: Sequence[Figures]) -> str:
    """The table, a line for each contestant at each kind of work."""
    lines = [_line(_HEAD), _line(["---"] * len(_HEAD))]
    return "".join([*lines, *(line for figures in measured for line in _lines(figures))])


def _lines(figures: Figures) -> Iterator[str]:
    what = f"{figures.what}, {figures.calls} calls, each answered after {1000 * figures.delay:g} ms"
    for contestant in figures.turns:
        yield _line([what, contestant, *_cells(figures, contestant)])


def _cells(figures: Figures, contestant: str) -> Sequence[str]:
    rate = figures.middle(contestant, lambda turn: turn.per_second)
    own = figures.middle(contestant, lambda turn: turn.own_ms)
    shares = " · ".join(_share(figures, contestant, part) for part in _PARTS)
    if contestant == BARE:
        return [f"{rate:.0f}", f"{own:.2f}", _NONE, _NONE, shares, _NONE, _NONE]
    ratios = figures.rate_ratio(contestant), figures.cpu_ratio(contestant)
    told = [f"{ratio:.2f}" for ratio in ratios]
    return [f"{rate:.0f}", f"{own:.2f}", *told, shares, *_verdict(contestant, *ratios)]


def _share(figures: Figures, contestant: str, part: str) -> str:
    return f"{figures.middle(contestant, lambda turn: turn.share(part)):.0%}"


def _verdict(contestant: str, rate: float, cpu: float) -> tuple[str, str]:
    """Say what is aimed at, and whether it is reached: the rate is that of one tenant at its default cap."""
    if contestant not in SETTINGS:
        return _NONE, _NONE
    if contestant == DEFAULT:
        is_reached = rate >= AIM_RATE and cpu <= AIM_CPU
        return f"rate ≥ {AIM_RATE:g} ×, CPU ≤ {AIM_CPU:g} ×", _yes(is_reached)
    return f"CPU ≤ {AIM_CPU:g} ×", _yes(cpu <= AIM_CPU)


def _yes(is_reached: bool) -> str:
    return "yes" if is_reached else "**no**"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
