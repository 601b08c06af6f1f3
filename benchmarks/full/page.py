"""The page that the measurement writes."""

from benchmarks.full.plan import AIM_RATE, IDLE_SECONDS, TURNS
from benchmarks.full.state import State
from benchmarks.orders.plan import DEFAULT, WIDE


def page_of(empty: State, full: State, orders: int, machine: str) -> str:
    """The whole file."""
    rows = [
        *(_rates(empty, full, name) for name in (DEFAULT, WIDE)),
        *(_cpu(empty, full, n) for n in (DEFAULT, WIDE)),
    ]
    rows += [_idle(empty, full, name) for name in empty.idle]
    return f"""# Orders on a full ledger

Written by `.venv/bin/python -m benchmarks.full`, in one run on {machine}: first on an empty ledger, then on one of {full.entries:,}
entries. Inbound orders of one tenant, {TURNS} turns of {orders:,} for each set-up, the median; idle for {IDLE_SECONDS:g} s.

| | empty | full | full ÷ empty | aim | reached |
|---|---:|---:|---:|---|---|
{"".join(rows)}"""


def _rates(empty: State, full: State, name: str) -> str:
    before, after = (state.middle(name, lambda turn: turn.per_second) for state in (empty, full))
    ratio = after / before
    verdict = "yes" if ratio >= AIM_RATE else "**no**"
    return f"| orders/s, {name} | {before:.0f} | {after:.0f} | {ratio:.2f} | ≥ {AIM_RATE:g} | {verdict} |\n"


def _cpu(empty: State, full: State, name: str) -> str:
    before, after = (state.middle(name, lambda turn: turn.own_ms) for state in (empty, full))
    return f"| CPU ms of an order, {name} | {before:.2f} | {after:.2f} | {after / before:.2f} | – | – |\n"


def _idle(empty: State, full: State, name: str) -> str:
    before, after = empty.idle[name], full.idle[name]
    return f"| idle, CPU of a core: {name} | {before:.1%} | {after:.1%} | – | – | – |\n"
