"""Which lines the table has, made from what was measured."""

from collections.abc import Callable, Iterator

from benchmarks.measures.ingestion import STORM, Turn
from benchmarks.measures.lateness import Lateness
from benchmarks.measures.memory import Memory
from benchmarks.order_rows import order_rows, tracing_row
from benchmarks.plan import (
    AIM_BARE,
    AIM_CELERY,
    AIM_FASTSTREAM,
    AIM_JOBS,
    AIM_LATE_MS,
    AIM_LATE_SHARE,
    AIM_P99,
    AIM_STORM,
    AIM_WORKER_MIB,
    STORM_KEYS,
    WAITING_JOBS,
)
from benchmarks.results import Results
from benchmarks.row import SYSTEMS, Row
from benchmarks.stage import BARE, CELERY, FASTSTREAM, OURS
from benchmarks.usage import REST

_CPU_PARTS = ("door", "broker", "database", "generator", REST)


def rows_of(results: Results) -> Iterator[Row]:
    """Yield every line."""
    yield _unique(results)
    yield from _latencies(results)
    yield from _verified(results)
    yield from _cpu(results)
    yield from _storm(results)
    yield from _work(results)
    yield from _memory(results.memory)
    yield from _lateness(results.lateness)
    yield tracing_row(results.tracing)
    yield from order_rows(results.orders)


def _unique(results: Results) -> Row:
    rates = {name: results.of_turns(name, _per_second) for name in SYSTEMS}
    ratios = {name: rates[OURS] / rate for name, rate in rates.items() if name != OURS}
    aims = {CELERY: AIM_CELERY, FASTSTREAM: AIM_FASTSTREAM, BARE: AIM_BARE}
    return Row(
        "unique events, accepted/s",
        _whole(rates),
        ratios,
        f"≥ {AIM_CELERY:g} ×, ≥ {AIM_FASTSTREAM:g} ×, ≥ {AIM_BARE:g} ×",
        all(ratios[name] >= aim for name, aim in aims.items()),
    )


def _latencies(results: Results) -> Iterator[Row]:
    p50 = {name: f"{results.of_turns(name, lambda turn: turn.p50_ms):.1f}" for name in SYSTEMS}
    p99 = {name: results.of_turns(name, lambda turn: turn.p99_ms) for name in SYSTEMS}
    yield Row("– p50, ms", p50)
    yield Row(
        "– p99, ms",
        {name: f"{value:.1f}" for name, value in p99.items()},
        {BARE: p99[OURS] / p99[BARE]},
        f"≤ {AIM_P99:g} × bare",
        p99[OURS] <= AIM_P99 * p99[BARE],
    )


def _verified(results: Results) -> Iterator[Row]:
    runs = {name: results.ingestion[name] for name in SYSTEMS}
    found = {name: f"{run.accepted:,} → {run.safe:,} → {run.queued:,}" for name, run in runs.items()}
    complete = all(run.safe >= run.expected for run in runs.values())
    yield Row("– verified: accepted → safe → in the queue", found, aim="none missing", reached=complete)
    behind = {name: str(max(turn.behind for turn in run.turns)) for name, run in runs.items()}
    yield Row("– not yet in the queue at the end of a turn, at most", behind)


def _cpu(results: Results) -> Iterator[Row]:
    def shares(name: str) -> str:
        return " · ".join(f"{results.of_turns(name, _cpu_of(part)):.0%}" for part in _CPU_PARTS)

    yield Row(f"– CPU of a core: {' · '.join(_CPU_PARTS)}", {name: shares(name) for name in SYSTEMS})
    costs = {name: results.of_turns(name, lambda turn: turn.door_microseconds) for name in SYSTEMS}
    ratios = {name: cost / costs[OURS] for name, cost in costs.items() if name != OURS}
    yield Row("– door's CPU per event, µs (ratio: peer ÷ ours)", _whole(costs), ratios)


def _storm(results: Results) -> Iterator[Row]:
    rate = results.of_turns(STORM, _per_second)
    limit = results.of_turns(BARE, _per_second)
    cells = {OURS: f"{rate:,.0f}", BARE: f"{limit:,.0f} (unique)"}
    ratios = {BARE: rate / limit}
    label = f"duplicate storm, {STORM_KEYS} orders, accepted/s"
    yield Row(label, cells, ratios, f"≥ {AIM_STORM:g} ×", rate >= AIM_STORM * limit)
    p50 = results.of_turns(STORM, lambda turn: turn.p50_ms)
    p99 = results.of_turns(STORM, lambda turn: turn.p99_ms)
    yield Row("– p50 / p99, ms", {OURS: f"{p50:.1f} / {p99:.1f}"})
    storm = results.ingestion[STORM]
    found = f"{storm.accepted:,} → {storm.safe} → {storm.queued}"
    exact = storm.safe == storm.queued == storm.expected
    yield Row("– verified: accepted → jobs → in the queue", {OURS: found}, aim="one job each", reached=exact)


def _work(results: Results) -> Iterator[Row]:
    rates = {name: results.of_work(name, lambda run: run.per_second) for name in results.work}
    ratios = {name: rates[OURS] / rate for name, rate in rates.items() if name != OURS}
    yield Row(
        "empty jobs/s, one worker process",
        _whole(rates),
        ratios,
        f"≥ {AIM_JOBS:g} × each",
        all(ratio >= AIM_JOBS for ratio in ratios.values()),
    )
    costs = {name: results.of_work(name, lambda run: run.microseconds) for name in results.work}
    yield Row("– worker's CPU per job, µs", _whole(costs))


def _memory(memory: Memory) -> Iterator[Row]:
    waiting = f"{WAITING_JOBS:,} waiting"
    gateway = f"{memory.gateway_at_rest:.0f} → {memory.gateway_waiting:.0f}"
    worker = f"{memory.worker_at_rest:.0f} → {memory.worker_waiting:.0f}"
    yield Row(f"gateway's memory, MiB: at rest → {waiting}", {OURS: gateway})
    yield Row(
        f"worker's memory, MiB: at rest → {waiting}",
        {OURS: worker},
        aim=f"≤ {AIM_WORKER_MIB:g} at rest",
        reached=memory.worker_at_rest <= AIM_WORKER_MIB,
    )


def _lateness(lateness: Lateness) -> Iterator[Row]:
    shares = (0.0, 0.5, 0.99, 1.0)
    count = f"{len(lateness.retries)} retries"
    late_ms = " / ".join(f"{lateness.late_ms(share):.0f}" for share in shares)
    late_share = " / ".join(f"{lateness.late_share(share):.1%}" for share in shares)
    yield Row(f"lateness of {count}: min / p50 / p99 / max, ms", {OURS: late_ms})
    too_late = lateness.too_late(AIM_LATE_MS, AIM_LATE_SHARE)
    aim = f"each ≤ {AIM_LATE_MS:g} ms or {AIM_LATE_SHARE:.0%}"
    yield Row("– the same, of the delay", {OURS: late_share}, aim=aim, reached=too_late == 0)


def _whole(rates: dict[str, float]) -> dict[str, str]:
    return {name: f"{rate:,.0f}" for name, rate in rates.items()}


def _per_second(turn: Turn) -> float:
    return turn.per_second


def _cpu_of(part: str) -> Callable[[Turn], float]:
    return lambda turn: turn.cpu[part]
