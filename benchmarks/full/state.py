"""What is measured while the ledger is empty, and again when it is full."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.full.plan import IDLE_SECONDS, TURNS
from benchmarks.orders.plan import DEFAULT, WIDE
from benchmarks.orders.stage import Recording, Stage
from benchmarks.orders.turn import Turn, Watch
from benchmarks.orders.turns import turn_of_ours


@dataclass(frozen=True)
class State:
    """How many entries there are, the turns of orders by contestant, and the shares of a core that an idle suite takes."""

    entries: int
    turns: Mapping[str, Sequence[Turn]]
    idle: Mapping[str, float]

    def middle(self, contestant: str, pick: Callable[[Turn], float]) -> float:
        """The median over a contestant's turns."""
        return median(pick(turn) for turn in self.turns[contestant])


def look(stage: Stage, recording: Recording, orders: int) -> State:
    """Measure a suite that has nothing to do, then turns of orders; its own worker is stopped afterwards."""
    idle = _idle(stage)
    turns: Mapping[str, list[Turn]] = {DEFAULT: [], WIDE: []}
    for _ in range(TURNS):
        for contestant, taken in turns.items():
            taken.append(turn_of_ours(stage, recording, orders, contestant))
    return State(stage.jobs.estimated_document_count(), turns, idle)


def _idle(stage: Stage) -> Mapping[str, float]:
    suite = stage.scene.suite
    if not suite.order_sync.running:
        suite.order_sync.start()
    pids = {service.name: service.pid for service in suite.services}
    watch = Watch({**pids, **stage.pids})
    time.sleep(IDLE_SECONDS)
    turn = watch.turn(0)
    return {name: turn.share(name) for name in turn.cpu}
