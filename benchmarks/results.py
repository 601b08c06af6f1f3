"""Everything that one run has measured."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.doors.duel import Pair
from benchmarks.measures.ingestion import Ingestion, Turn
from benchmarks.measures.lateness import Lateness
from benchmarks.measures.memory import Memory
from benchmarks.measures.orders import Orders
from benchmarks.measures.working import Working
from benchmarks.usage import REST


@dataclass(frozen=True)
class Results:
    """By the system's name."""

    machine: str
    ingestion: dict[str, Ingestion]
    work: dict[str, list[Working]]
    memory: Memory
    lateness: Lateness
    tracing: Sequence[Pair]
    orders: Orders

    def of_turns(self, name: str, pick: Callable[[Turn], float]) -> float:
        """The median over the turns of a door."""
        return median(pick(turn) for turn in self.ingestion[name].turns)

    def disturbance(self) -> float:
        """How much of a core other work used while the doors were measured, at its worst."""
        return max(self.of_turns(name, lambda turn: turn.cpu[REST]) for name in self.ingestion)

    def of_work(self, name: str, pick: Callable[[Working], float]) -> float:
        """The median over the turns of a worker."""
        return median(pick(run) for run in self.work[name])
