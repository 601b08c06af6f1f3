"""Which lines the table has of orders and of traces."""

from collections.abc import Iterator, Sequence

from benchmarks.doors.duel import Pair
from benchmarks.measures.orders import Orders
from benchmarks.measures.tracing import rate_with_traces
from benchmarks.orders import plan
from benchmarks.orders.figures import Figures
from benchmarks.orders.latency import Latency
from benchmarks.orders.turn import Turn
from benchmarks.plan import AIM_TRACED, SAMPLED
from benchmarks.row import Row
from benchmarks.stage import BARE, CELERY, OURS

_COLUMNS = {OURS: plan.DEFAULT, CELERY: plan.CELERY, BARE: plan.BARE}
"""Who of the contestants stands in which column."""


def order_rows(orders: Orders) -> Iterator[Row]:
    """Yield the lines of orders."""
    yield _rate(orders.backlog)
    yield from _cpu(orders.backlog)
    yield _latency(orders.latency)


def tracing_row(pairs: Sequence[Pair]) -> Row:
    """Return the line of traces."""
    ratio = rate_with_traces(pairs)
    label = f"events/s with traces, sampled {SAMPLED:.0%} ÷ without"
    return Row(label, {OURS: f"{ratio:.2f}"}, aim=f"≥ {AIM_TRACED:g}", reached=ratio >= AIM_TRACED)


def _rate(figures: Figures) -> Row:
    def rate(turn: Turn) -> float:
        return turn.per_second

    cells = {column: f"{figures.middle(name, rate):.0f}" for column, name in _COLUMNS.items()}
    ratio = figures.rate_ratio(plan.DEFAULT)
    ratios = {
        CELERY: figures.middle(plan.DEFAULT, rate) / figures.middle(plan.CELERY, rate),
        BARE: ratio,
    }
    label = f"inbound orders/s of one tenant, {plan.AT_ONCE} at once"
    return Row(label, cells, ratios, f"≥ {plan.AIM_RATE:g} × bare", ratio >= plan.AIM_RATE)


def _cpu(figures: Figures) -> Iterator[Row]:
    def own(turn: Turn) -> float:
        return turn.own_ms

    cells = {column: f"{figures.middle(name, own):.2f}" for column, name in _COLUMNS.items()}
    yield _cpu_row(f"– CPU of an order ({figures.calls} calls), ms", cells, figures, plan.DEFAULT)
    wide = {**cells, OURS: f"{figures.middle(plan.WIDE, own):.2f}"}
    yield _cpu_row("– the same, ours at 64/64", wide, figures, plan.WIDE)


def _cpu_row(label: str, cells: dict[str, str], figures: Figures, ours: str) -> Row:
    ratio = figures.cpu_ratio(ours)
    ratios = {
        CELERY: figures.middle(ours, lambda turn: turn.own_ms)
        / figures.middle(plan.CELERY, lambda turn: turn.own_ms),
        BARE: ratio,
    }
    return Row(label, cells, ratios, f"≤ {plan.AIM_CPU:g} × bare", ratio <= plan.AIM_CPU)


def _latency(latency: Latency) -> Row:
    p50, p99 = latency.beyond_ms(0.50), latency.beyond_ms(0.99)
    cells = {OURS: f"{p50:.1f} / {p99:.1f}", BARE: f"0 (calls: {latency.calls_ms:.1f})"}
    label = f"event accepted → order in Flow, idle, beyond the calls ({len(latency.orders)}): p50 / p99, ms"
    aim = f"≤ {plan.AIM_P50_MS:g}, ≤ {plan.AIM_P99_MS:g}"
    return Row(label, cells, aim=aim, reached=p50 <= plan.AIM_P50_MS and p99 <= plan.AIM_P99_MS)
